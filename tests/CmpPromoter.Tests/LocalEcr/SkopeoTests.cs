using System.Text;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Seeding;
using CmpPromoter.Testing;

namespace CmpPromoter.Tests.LocalEcr;

public sealed class SkopeoTests
{
    private const int Patience = 120_000;

    [Theory(Timeout = Patience)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Skopeo_copies_an_image_from_account_to_account(bool docker)
    {
        await using var server = await LocalEcrServer.StartAsync();
        var image = server.Account(EcrClient.Source)
            .PushImage("team/api", "1.0.0", new ImageSpec { Layers = 3, LayerBytes = 100_000, Docker = docker });

        await CopyAsync(server, "team/api:1.0.0");

        var copy = server.Account(EcrClient.Destination).Repository("team/api").Find("1.0.0");
        Assert.Equal((image.Digest, image.MediaType), (copy?.Digest, copy?.MediaType));
    }

    [Fact(Timeout = Patience)]
    public async Task Skopeo_copies_an_index_and_reads_the_same_bytes_on_both_sides()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var index = server.Account(EcrClient.Source)
            .PushIndex("team/web", "2.0.0", new IndexSpec { Attestations = true });

        await CopyAsync(server, "team/web:2.0.0");

        var source = await (await ClientAsync(server, EcrClient.Source))
            .InspectRawAsync(Reference(server, EcrClient.Source, "team/web:2.0.0"));
        var destination = await (await ClientAsync(server, EcrClient.Destination))
            .InspectRawAsync(Reference(server, EcrClient.Destination, "team/web:2.0.0"));
        Assert.Equal(source, destination);
        Assert.Equal(index.Digest, server.Account(EcrClient.Destination).Repository("team/web").Tags["2.0.0"]);
        Assert.Equal(5, server.Account(EcrClient.Destination).Repository("team/web").Manifests.Count);
    }

    [Fact(Timeout = Patience)]
    public async Task Skopeo_copies_a_layer_that_is_larger_than_an_upload_part()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var image = server.Account(EcrClient.Source)
            .PushImage("team/api", "big", new ImageSpec { Layers = 1, LayerBytes = 12 * 1024 * 1024 });

        await CopyAsync(server, "team/api:big");

        Assert.Equal(image.Digest, server.Account(EcrClient.Destination).Repository("team/api").Tags["big"]);
        Assert.Equal(201, server.Log.Entries.First(entry => entry.Operation == "PatchUpload").Status);
    }

    private static async Task CopyAsync(LocalEcrServer server, string image)
    {
        // One principal that both accounts let in, so one token serves both sides.
        server.Account(EcrClient.Source).SetRepositoryPolicy(image.Split(':')[0], """
            {"Statement": {"Effect": "Allow", "Principal": {"AWS": "222222222222"}, "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"]}}
            """);
        server.Account(EcrClient.Destination).CreateRepository(image.Split(':')[0]);
        var skopeo = await ClientAsync(server, EcrClient.Destination);
        await skopeo.CopyAsync(
            $"docker://{Reference(server, EcrClient.Source, image)}",
            $"docker://{Reference(server, EcrClient.Destination, image)}", "--preserve-digests");
    }

    private static string Reference(LocalEcrServer server, string accountId, string image) =>
        $"{server.RegistryEndpoint(accountId).Authority}/{image}";

    private static async Task<SkopeoClient> ClientAsync(LocalEcrServer server, string accountId)
    {
        using var client = await EcrClient.LoginAsync(server, accountId);
        return new SkopeoClient(Encoding.UTF8.GetString(Convert.FromBase64String(client.Token)));
    }
}
