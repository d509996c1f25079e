using System.Net;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Layers;

namespace CmpPromoter.Tests.LocalEcr;

public sealed class UploadFaultTests
{
    private const int Patience = 60_000;
    private static readonly byte[] Layer = [.. Enumerable.Range(0, 2_000_000).Select(i => (byte)(i * 7))];

    [Fact(Timeout = Patience)]
    public async Task A_lost_response_leaves_the_whole_effect()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var repository = server.Account(EcrClient.Source).CreateRepository("team/api");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        server.Faults.Add(
            new Fault { Name = "lost", Operation = "PutUpload", Action = new FaultAction.LoseResponse() });

        await Assert.ThrowsAsync<HttpRequestException>(() => client.UploadAsync("team/api", Layer));

        Assert.True(repository.HasBlob(Digests.Of(Layer)));
    }

    [Fact(Timeout = Patience)]
    public async Task A_lost_response_to_a_manifest_leaves_the_tag()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var repository = server.Account(EcrClient.Source).CreateRepository("team/api");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        server.Faults.Add(
            new Fault { Name = "lost", Operation = "PutManifest", Reference = "1", Action = new FaultAction.LoseResponse() });
        const string manifest = """{"schemaVersion":2,"manifests":[]}""";

        await Assert.ThrowsAsync<HttpRequestException>(
            () => client.PutManifestAsync("team/api", "1", manifest, MediaTypes.OciIndex));

        Assert.True(repository.Tags.ContainsKey("1"));
    }

    [Fact(Timeout = Patience)]
    public async Task A_cut_part_keeps_what_had_come_and_the_416_says_how_much()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var account = server.Account(EcrClient.Source);
        account.CreateRepository("team/api");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        server.Faults.Add(
            new Fault { Name = "cut", Operation = "PatchUpload", Action = new FaultAction.CutRequest(1_500_000) });
        var location = await client.StartUploadAsync("team/api");

        await Assert.ThrowsAsync<HttpRequestException>(() => client.PatchAsync(location, Layer));
        using var again = await client.PatchAsync(location, Layer);
        using var rest = await client.FinishAsync(
            location, Layer[1_500_000..], Digests.Of(Layer), $"1500000-{Layer.Length - 1}");

        await RegistryAssert.RefusedAsync(
            again,
            HttpStatusCode.RequestedRangeNotSatisfiable,
            "BLOB_UPLOAD_INVALID",
            "First byte of the layer part is 0 instead of 1500000");
        Assert.Equal(HttpStatusCode.Created, rest.StatusCode);
        Assert.Equal(Layer, account.ReadBlob("team/api", Digests.Of(Layer)));
    }

    [Fact(Timeout = Patience)]
    public async Task A_session_can_be_lost()
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Account(EcrClient.Source).CreateRepository("team/api");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        server.Faults.Add(
            new Fault { Name = "lost", Operation = "PatchUpload", Action = new FaultAction.LoseSession() });
        var location = await client.StartUploadAsync("team/api");

        using var part = await client.PatchAsync(location, Layer);
        using var later = await client.FinishAsync(location, Layer, Digests.Of(Layer));

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (part.StatusCode, later.StatusCode));
    }

    [Fact(Timeout = Patience)]
    public async Task A_token_can_be_expired_for_one_request()
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Account(EcrClient.Source).CreateRepository("team/api");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        server.Faults.Add(
            new Fault
            {
                Name = "expired",
                AccountId = EcrClient.Source,
                Operation = "PutUpload",
                Repository = "team/api",
                Action = new FaultAction.Expire(),
            });
        var location = await client.StartUploadAsync("team/api");

        using var response = await client.FinishAsync(location, Layer, Digests.Of(Layer));

        await RegistryAssert.RefusedAsync(
            response,
            HttpStatusCode.Forbidden,
            "DENIED",
            "Your authorization token has expired. Reauthenticate and try again.");
    }
}
