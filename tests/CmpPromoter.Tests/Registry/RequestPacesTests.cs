using CmpPromoter.Oci;
using CmpPromoter.Registry;
using Microsoft.AspNetCore.Http;

namespace CmpPromoter.Tests.Registry;

/// <summary>Every kind of request keeps to a pace of its own, which a refusal halves for that kind alone.</summary>
public sealed class RequestPacesTests : WireTest, IDisposable
{
    private const double PerSecond = 1000;
    private static readonly Manifest Image = RegistryClient.Image();
    private static readonly byte[] Content = "a layer"u8.ToArray();
    private static readonly Descriptor Blob = RegistryClient.Describe(Content);

    private readonly ImmutableDictionary<RequestKind, RequestPace> each = Enum.GetValues<RequestKind>()
        .ToImmutableDictionary(kind => kind, _ => new RequestPace(PerSecond, burst: 100, TimeProvider.System));

    private readonly RequestPaces paces;

    public RequestPacesTests()
    {
        paces = new RequestPaces(each);
    }

    public void Dispose() => paces.Dispose();

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData("HEAD /manifests/", (int)RequestKind.ManifestRead)]
    [InlineData("GET /manifests/", (int)RequestKind.ManifestRead)]
    [InlineData("PUT /manifests/", (int)RequestKind.ManifestPush)]
    [InlineData("HEAD /blobs/", (int)RequestKind.BlobCheck)]
    [InlineData("GET /blobs/", (int)RequestKind.BlobRead)]
    [InlineData("POST /uploads/", (int)RequestKind.UploadStart)]
    [InlineData("PUT /uploads/", (int)RequestKind.UploadEnd)]
    public async Task A_refusal_halves_the_pace_of_its_kind_and_the_success_after_it_raises_it(string throttled, int kind)
    {
        var isFirst = true;
        await using var server = await ScriptedRegistry.StartAsync((context, _) =>
        {
            if (isFirst && $"{context.Request.Method} {context.Request.Path}" is var line
                && throttled.Split(' ').All(part => line.Contains(part, StringComparison.Ordinal)))
            {
                isFirst = false;
                return AnswerAsync(context, 429);
            }

            return ServeAsync(context);
        });
        using var client = new RegistryClient(server.Endpoint, paces: paces);

        await UseEverythingAsync(client);

        Assert.False(isFirst);
        Assert.All(each, pace => Assert.Equal(
            pace.Key == (RequestKind)kind ? (PerSecond / 2) + 10 : PerSecond, pace.Value.PerSecond, tolerance: 11));
    }

    private static async Task UseEverythingAsync(RegistryClient client)
    {
        var key = ManifestKey.Of(Image.Digest);
        await client.Registry.FindManifestsAsync(Repository, [key], TestToken);
        await client.Registry.FetchManifestsAsync(Repository, [key], TestToken);
        await client.Registry.FindBlobsAsync(Repository, [Blob.Digest], TestToken);
        Assert.Equal(Content, await client.ReadBlobAsync(Blob, TestToken));
        await client.Registry.UploadBlobAsync(Repository, Blob, new MemorySource(Content), new Ledger(), TestToken);
        await client.Registry.PutManifestAsync(Repository, Image, tag: null, TestToken);
    }

    private static Task ServeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!; // Every request has one.
        if (context.Request.Method is "POST" or "PUT")
        {
            context.Response.Headers.Location = "/v2/team/api/blobs/uploads/1";
            return AnswerAsync(context, context.Request.Method == "POST" ? 202 : 201);
        }

        var isManifest = path.Contains("/manifests/", StringComparison.Ordinal);
        context.Response.Headers["Docker-Content-Digest"] = (isManifest ? Image.Digest : Blob.Digest).ToString();
        return AnswerAsync(context, isManifest ? Image.Bytes : Content);
    }
}
