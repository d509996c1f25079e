using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Layers;
using CmpPromoter.LocalEcr.Log;
using CmpPromoter.LocalEcr.Seeding;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.LocalEcr;

public sealed class PullTests
{
    private const int Patience = 30_000;

    [Fact(Timeout = Patience)]
    public async Task A_manifest_comes_with_its_very_bytes_type_and_digest()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var account = server.Account(EcrClient.Source);
        var config = account.PushBlob("team/api", "{}"u8.ToArray());
        var manifest = $$"""
             { "schemaVersion" : 2,"unknown":[1, 2 ],  "config":{"mediaType":"application/vnd.oci.empty.v1+json","size":2,"digest":"{{config}}"},"layers":[] }
            """;
        var digest = account.PushManifest("team/api", "odd", manifest, MediaTypes.OciManifest);
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);

        using var response = await client.GetAsync("/v2/team/api/manifests/odd", MediaTypes.OciManifest);
        using var head = await client.SendAsync(HttpMethod.Head, $"/v2/team/api/manifests/{digest}");

        Assert.Equal(manifest, await response.Content.ReadAsStringAsync());
        Assert.Equal(
            (MediaTypes.OciManifest, digest),
            (
                RegistryAssert.Header(response, "Content-Type"),
                RegistryAssert.Header(response, "Docker-Content-Digest")));
        Assert.Equal(Encoding.UTF8.GetByteCount(manifest), head.Content.Headers.ContentLength);
    }

    [Theory(Timeout = Patience)]
    [InlineData(false, MediaTypes.DockerManifest)]
    [InlineData(true, MediaTypes.OciManifest)]
    public async Task By_tag_another_form_is_translated_and_by_digest_never(bool docker, string wanted)
    {
        await using var server = await LocalEcrServer.StartAsync();
        var image = server.Account(EcrClient.Source).PushImage("team/api", "1.0.0", new ImageSpec { Docker = docker });
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);

        using var byTag = await client.GetAsync("/v2/team/api/manifests/1.0.0", wanted);
        using var byDigest = await client.GetAsync($"/v2/team/api/manifests/{image.Digest}", wanted);

        Assert.Equal(wanted, RegistryAssert.Header(byTag, "Content-Type"));
        Assert.NotEqual(image.Digest, RegistryAssert.Header(byTag, "Docker-Content-Digest"));
        Assert.Equal(
            RegistryAssert.Header(byTag, "Docker-Content-Digest"),
            Digests.Of(await byTag.Content.ReadAsByteArrayAsync()));
        Assert.Equal(
            (image.MediaType, image.Digest),
            (
                RegistryAssert.Header(byDigest, "Content-Type"),
                RegistryAssert.Header(byDigest, "Docker-Content-Digest")));
    }

    [Fact(Timeout = Patience)]
    public async Task What_is_absent_is_named_as_ecr_names_it()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var image = server.Account(EcrClient.Source).PushImage("team/api", "1.0.0");
        server.Account(EcrClient.Source).Repository("team/api").SetStatus(image.Digest, ImageStatus.Archived);
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);

        using var repository = await client.GetAsync("/v2/none/manifests/1");
        using var tag = await client.GetAsync("/v2/team/api/manifests/9");
        using var archived = await client.GetAsync("/v2/team/api/manifests/1.0.0");

        await RegistryAssert.RefusedAsync(
            repository,
            HttpStatusCode.NotFound,
            "NAME_UNKNOWN",
            "The repository with name 'none' does not exist in the registry with id '111111111111'");
        await RegistryAssert.RefusedAsync(
            tag, HttpStatusCode.NotFound, "MANIFEST_UNKNOWN", "Requested image not found");
        await RegistryAssert.RefusedAsync(
            archived, HttpStatusCode.NotFound, "MANIFEST_UNKNOWN", "Requested image not found");
    }

    [Fact(Timeout = Patience)]
    public async Task A_blobs_size_comes_at_once_and_its_bytes_from_the_second_origin()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var digest = server.Account(EcrClient.Source).PushBlob("team/api", "layer"u8.ToArray());
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);

        using var head = await client.SendAsync(HttpMethod.Head, $"/v2/team/api/blobs/{digest}");
        var location = await LocateAsync(client, digest);
        using var response = await client.DownloadAsync(location);

        Assert.Equal((HttpStatusCode.OK, 5L), (head.StatusCode, head.Content.Headers.ContentLength));
        Assert.Equal(server.LayerOrigin.Authority, location.Authority);
        Assert.Contains("X-Amz-SignedHeaders=host", location.Query, StringComparison.Ordinal);
        Assert.Equal("layer", await response.Content.ReadAsStringAsync());
        Assert.Equal(
            [AccessOrigin.Api, AccessOrigin.Registry, AccessOrigin.Registry, AccessOrigin.Layer],
            server.Log.Entries.Select(entry => entry.Origin));
        Assert.DoesNotContain(
            server.Log.Entries, entry => entry.ToString().Contains("X-Amz-Signature", StringComparison.Ordinal));
    }

    [Fact(Timeout = Patience)]
    public async Task The_second_origin_refuses_a_second_authorization()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var digest = server.Account(EcrClient.Source).PushBlob("team/api", "layer"u8.ToArray());
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);

        using var response = await client.DownloadAsync(
            await LocateAsync(client, digest), request =>
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", client.Token));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(
            "<Message>Only one auth mechanism allowed",
            await response.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience)]
    public async Task The_address_of_a_layer_expires()
    {
        var time = new FakeTimeProvider();
        await using var server = await LocalEcrServer.StartAsync(new LocalEcrOptions { TimeProvider = time });
        var digest = server.Account(EcrClient.Source).PushBlob("team/api", "layer"u8.ToArray());
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        var location = await LocateAsync(client, digest);
        time.Advance(TimeSpan.FromHours(1));

        using var response = await client.DownloadAsync(location);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains(
            "<Code>AccessDenied</Code><Message>Request has expired</Message>",
            await response.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
    }

    [Theory(Timeout = Patience)]
    [InlineData("bytes=2-", "yer", "bytes 2-4/5")]
    [InlineData("bytes=1-2", "ay", "bytes 1-2/5")]
    [InlineData("bytes=-2", "er", "bytes 3-4/5")]
    public async Task A_layer_comes_in_ranges(string range, string content, string contentRange)
    {
        await using var server = await LocalEcrServer.StartAsync();
        var digest = server.Account(EcrClient.Source).PushBlob("team/api", "layer"u8.ToArray());
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);

        using var response = await client.DownloadAsync(
            await LocateAsync(client, digest), request => request.Headers.Add("Range", range));

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(
            (content, contentRange),
            (await response.Content.ReadAsStringAsync(), RegistryAssert.Header(response, "Content-Range")));
    }

    [Theory(Timeout = Patience)]
    [InlineData("222222222222.dkr.ecr.us-east-1.amazonaws.com")]
    [InlineData("222222222222.dkr.ecr-fips.us-east-1.amazonaws.com")]
    [InlineData("222222222222.dkr.ecr.us-east-1.amazonaws.com.cn")]
    [InlineData("222222222222.dkr.ecr.us-east-1.amazonaws.eu")]
    [InlineData("222222222222.dkr-ecr.us-east-1.on.aws")]
    [InlineData("222222222222.dkr-ecr-fips.us-east-1.on.aws")]
    public async Task A_registry_is_found_by_its_aws_name_too(string name)
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Account(EcrClient.Destination).PushImage("team/api", "1.0.0");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination, registryOf: EcrClient.Source);

        using var response = await client.SendAsync(
            HttpMethod.Get,
            "/v2/team/api/tags/list",
            request => request.Headers.Host = name);

        Assert.Equal("""{"name":"team/api","tags":["1.0.0"]}""", await response.Content.ReadAsStringAsync());
    }

    private static async Task<Uri> LocateAsync(EcrClient client, string digest)
    {
        using var response = await client.GetAsync($"/v2/team/api/blobs/{digest}");
        Assert.Equal(HttpStatusCode.TemporaryRedirect, response.StatusCode);
        return response.Headers.Location ?? throw new InvalidOperationException("no Location");
    }
}
