using System.Net;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Quotas;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.LocalEcr;

public sealed class QuotaTests
{
    private const int Patience = 60_000;

    [Fact]
    public void The_published_quotas_are_AWSs() => Assert.Equal(
        [500, 1_000, 2_000, 3_000, 100, 500, 100, 10],
        new[]
        {
            "GetAuthorizationToken", "BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer",
            "InitiateLayerUpload", "UploadLayerPart", "CompleteLayerUpload", "PutImage",
        }.Select(EcrQuotas.Published.Of).OfType<int>());

    [Theory(Timeout = Patience)]
    [InlineData("BatchCheckLayerAvailability", "HEAD", "blobs/sha256:00")]
    [InlineData("BatchGetImage", "GET", "manifests/1")]
    [InlineData("GetDownloadUrlForLayer", "GET", "blobs/sha256:00")]
    [InlineData("InitiateLayerUpload", "POST", "blobs/uploads/")]
    [InlineData("UploadLayerPart", "PATCH", "blobs/uploads/1")]
    [InlineData("CompleteLayerUpload", "PUT", "blobs/uploads/1")]
    [InlineData("PutImage", "PUT", "manifests/1")]
    public async Task A_request_of_the_registry_draws_on_the_quota_of_the_API_it_stands_for(
        string api, string method, string path)
    {
        await using var server = await LocalEcrServer.StartAsync(new LocalEcrOptions
        {
            Quotas = Only(api),
            TimeProvider = new FakeTimeProvider(),
            ThrottleRetryAfter = "3",
        });
        server.Account(EcrClient.Source).CreateRepository("team/api");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);

        using var first = await client.SendAsync(new HttpMethod(method), $"/v2/team/api/{path}");
        using var second = await client.SendAsync(new HttpMethod(method), $"/v2/team/api/{path}");
        var (_, overApi) = await client.ApiAsync(api, """{"repositoryName": "team/api"}""");

        Assert.NotEqual(HttpStatusCode.TooManyRequests, first.StatusCode);
        Assert.Equal(
            (HttpStatusCode.TooManyRequests, "3"), (second.StatusCode, RegistryAssert.Header(second, "Retry-After")));
        Assert.Equal("ThrottlingException", overApi.GetProperty("__type").GetString());
    }

    /// <summary>One request a second of this API, and more than enough of the others.</summary>
    private static EcrQuotas Only(string api)
    {
        int Of(string name) => name == api ? 1 : 1_000;
        return new EcrQuotas
        {
            GetAuthorizationToken = Of("GetAuthorizationToken"),
            BatchCheckLayerAvailability = Of("BatchCheckLayerAvailability"),
            BatchGetImage = Of("BatchGetImage"),
            GetDownloadUrlForLayer = Of("GetDownloadUrlForLayer"),
            InitiateLayerUpload = Of("InitiateLayerUpload"),
            UploadLayerPart = Of("UploadLayerPart"),
            CompleteLayerUpload = Of("CompleteLayerUpload"),
            PutImage = Of("PutImage"),
        };
    }
}
