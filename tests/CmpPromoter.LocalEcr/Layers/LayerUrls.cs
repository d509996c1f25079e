using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CmpPromoter.LocalEcr.Identity;
using Microsoft.AspNetCore.Http;

namespace CmpPromoter.LocalEcr.Layers;

/// <summary>Signs and checks addresses of layers, in the form of S3's presigned URLs.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html</remarks>
internal sealed class LayerUrls(TimeProvider timeProvider, TimeSpan lifetime)
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);

    /// <summary>Known once the server listens.</summary>
    public Uri Origin { get; set; } = new("http://127.0.0.1");

    public Uri Sign(string accountId, string region, string repository, string digest)
    {
        var path = $"/{accountId}/{region}/{repository}/{digest}";
        var date = timeProvider.GetUtcNow().UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        var expires = ((long)lifetime.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var query = QueryString.Create(new Dictionary<string, string?>
        {
            ["X-Amz-Algorithm"] = "AWS4-HMAC-SHA256",
            ["X-Amz-Credential"] = $"AKIALAYERORIGIN/{date[..8]}/{region}/s3/aws4_request",
            ["X-Amz-Date"] = date,
            ["X-Amz-Expires"] = expires,
            ["X-Amz-SignedHeaders"] = "host",
            ["X-Amz-Signature"] = Signature(path, date, expires),
        });
        return new Uri(Origin, path + query);
    }

    public bool IsSigned(HttpRequest request) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(request.Query["X-Amz-Signature"].ToString()),
        Encoding.ASCII.GetBytes(
            Signature(
                request.Path.Value ?? "",
                request.Query["X-Amz-Date"].ToString(),
                request.Query["X-Amz-Expires"].ToString())));

    /// <summary>Only for a request that <see cref="IsSigned"/>.</summary>
    public DateTimeOffset ExpiresAt(HttpRequest request) =>
        new DateTimeOffset(
            DateTime.ParseExact(request.Query["X-Amz-Date"].ToString(), TimeFormat, CultureInfo.InvariantCulture),
            TimeSpan.Zero)
        + TimeSpan.FromSeconds(long.Parse(request.Query["X-Amz-Expires"].ToString(), CultureInfo.InvariantCulture));

    private string Signature(string path, string date, string expires) =>
        SecretMark.Hex + Convert.ToHexStringLower(
            HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{path}\n{date}\n{expires}")))[SecretMark.Hex.Length..];
}
