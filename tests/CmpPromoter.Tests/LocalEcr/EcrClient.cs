using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Layers;

namespace CmpPromoter.Tests.LocalEcr;

/// <summary>A client without any mercy of its own: no redirects, no retries, nothing but what the test says.</summary>
internal sealed class EcrClient : IDisposable
{
    public const string Source = "111111111111";
    public const string Destination = "222222222222";

    private readonly LocalEcrServer server;
    private readonly string accountId;
    private readonly HttpClient http =
        new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };

    public EcrClient(LocalEcrServer server, string accountId)
    {
        this.server = server;
        this.accountId = accountId;
        Registry = server.RegistryEndpoint(accountId);
    }

    /// <summary>Which registry the requests go to; one's own at first.</summary>
    public Uri Registry { get; init; }

    /// <summary>Sent with every registry request; empty sends none.</summary>
    public string Token { get; set; } = "";

    public static async Task<EcrClient> LoginAsync(LocalEcrServer server, string accountId, string? registryOf = null)
    {
        var client = new EcrClient(server, accountId) { Registry = server.RegistryEndpoint(registryOf ?? accountId) };
        await client.LoginAsync();
        return client;
    }

    public async Task LoginAsync()
    {
        var (status, body) = await ApiAsync("GetAuthorizationToken", "{}");
        Assert.Equal(HttpStatusCode.OK, status);
        Token = body.GetProperty("authorizationData")[0].GetProperty("authorizationToken").GetString() ?? "";
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> ApiAsync(
        string operation, string json, string? authorization = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server.ApiEndpoint);
        request.Headers.Add("X-Amz-Target", $"AmazonEC2ContainerRegistry_V20150921.{operation}");
        request.Headers.Add("X-Amz-Date", "20260101T000000Z");
        request.Headers.TryAddWithoutValidation("Authorization", authorization ?? Signature($"AKIA{accountId}"));
        request.Content = new StringContent(json, Encoding.UTF8, "application/x-amz-json-1.1");
        using var response = await http.SendAsync(request);
        Assert.NotEmpty(response.Headers.GetValues("x-amzn-RequestId"));
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (response.StatusCode, document.RootElement.Clone());
    }

    public static string Signature(string accessKeyId, string service = "ecr") =>
        $"AWS4-HMAC-SHA256 Credential={accessKeyId}/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host;x-amz-date, Signature={new string('a', 64)}";

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        Action<HttpRequestMessage>? prepare = null,
        CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(method, new Uri(Registry, path));
        if (Token.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Token);
        }

        prepare?.Invoke(request);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string path, params string[] accept) =>
        SendAsync(HttpMethod.Get, path, request => request.Headers.TryAddWithoutValidation("Accept", accept));

    /// <summary>GET without a token.</summary>
    public async Task<HttpResponseMessage> DownloadAsync(Uri location, Action<HttpRequestMessage>? prepare = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, location);
        prepare?.Invoke(request);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public Task<HttpResponseMessage> PutManifestAsync(
        string repository, string reference, string manifest, string? mediaType) =>
        SendAsync(HttpMethod.Put, $"/v2/{repository}/manifests/{reference}", request =>
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(manifest));
            request.Content.Headers.ContentType = mediaType is null ? null : new MediaTypeHeaderValue(mediaType);
        });

    /// <returns>The session's Location.</returns>
    public async Task<string> StartUploadAsync(string repository, string query = "")
    {
        using var response = await SendAsync(HttpMethod.Post, $"/v2/{repository}/blobs/uploads/{query}");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.NotEmpty(response.Headers.GetValues("Docker-Upload-UUID"));
        var location = response.Headers.Location;
        Assert.True(location?.IsAbsoluteUri);
        return location?.ToString() ?? "";
    }

    public Task<HttpResponseMessage> PatchAsync(string location, byte[] part, string? contentRange = null) =>
        SendAsync(HttpMethod.Patch, location, request => request.Content = Content(part, contentRange));

    public Task<HttpResponseMessage> FinishAsync(
        string location, byte[] part, string digest, string? contentRange = null) =>
        SendAsync(
            HttpMethod.Put, $"{location}?digest={digest}", request => request.Content = Content(part, contentRange));

    /// <returns>The digest.</returns>
    public async Task<string> UploadAsync(string repository, byte[] blob)
    {
        var digest = Digests.Of(blob);
        using var response = await FinishAsync(await StartUploadAsync(repository), blob, digest);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return digest;
    }

    public void Dispose() => http.Dispose();

    private static ByteArrayContent Content(byte[] part, string? contentRange)
    {
        var content = new ByteArrayContent(part);
        if (contentRange is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Range", contentRange);
        }

        return content;
    }
}
