using System.Text;
using System.Text.Json;
using CmpPromoter.LocalEcr.Seeding;
using CmpPromoter.Specs.Ecr;
using CmpPromoter.Specs.Setting;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Doors;

/// <summary>One image, named on the command line, with no configuration anywhere.</summary>
public sealed class CopySpecs
{
    private const string Password = "promoter:canary-4711";

    // htpasswd -nbB promoter canary-4711
    private const string PasswordLine = "promoter:$2b$04$hNjY1qIq8S/0X3tfyyBLjel10Ief1OnwWXLQs/EpGjV0wqV2DK4r2";

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task Between_registries_that_nobody_here_wrote_an_index_is_the_same_at_both()
    {
        await using var registries = await TwoRegistries.StartAsync();
        await registries.PushIndexAsync("team/api:1");

        var result = await new PromoterProcess().RunAsync(
            "copy", $"{registries.Source.Host}/team/api:1", $"{registries.Destination.Host}/team/api");

        var digest = await registries.DigestAsync(registries.Source, "team/api:1");
        Assert.Equal((0, $"{registries.Destination.Host}/team/api@{digest}\n"), (result.ExitCode, result.OutputText));
        await registries.AssertSameAtBothAsync("team/api:1");
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task Between_accounts_an_image_and_what_is_attached_arrive_as_others_clients_see_them()
    {
        await using var pair = await EcrPair.StartAsync();
        var image = pair.SeedIndex("team/api", "1");
        var sbom = pair.Source.PushArtifact("team/api", image.Digest, new ArtifactSpec());

        var result = await CopyAsync(pair, $"{pair.Source.RegistryName}/team/api:1", $"{pair.Destination.RegistryName}/team/api");

        Assert.Equal((0, $"{pair.Destination.RegistryName}/team/api@{image.Digest}\n"), (result.ExitCode, result.OutputText));
        Assert.Equal(sbom.Digest, pair.DigestOf("team/api", sbom.Digest));
        Assert.Equal(
            await InspectAsync(pair, EcrPair.DevelopmentId, "team/api:1"), await InspectAsync(pair, EcrPair.ProductionId, "team/api:1"));
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_job_that_runs_again_asks_each_side_one_question()
    {
        await using var pair = await EcrPair.StartAsync();
        pair.Seed("team/api", "1");
        string[] images = [$"{pair.Source.RegistryName}/team/api:1", $"{pair.Destination.RegistryName}/team/api"];
        await CopyAsync(pair, images);
        pair.Server.Log.Clear();

        var result = await CopyAsync(pair, images);

        Assert.Equal(0, result.ExitCode);
        Assert.EndsWith("/team/api:1 is there already\n", result.Error, StringComparison.Ordinal);
        Assert.Equal(("BatchGetImage 1", "BatchGetImage 1"), (pair.DestinationRequests, pair.SourceRequests));
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_digest_is_copied_without_a_tag_and_into_a_repository_that_is_made_for_it()
    {
        await using var pair = await EcrPair.StartAsync();
        var image = pair.Seed("team/api", "1");
        string[] images = [$"{pair.Source.RegistryName}/team/api@{image.Digest}", $"{pair.Destination.RegistryName}/mirror/api"];

        var refused = await CopyAsync(pair, images);
        var copied = await CopyAsync(pair, [.. images, "--create-repository"]);

        refused.AssertFailed(4, "the destination repository mirror/api does not exist. Create it, or add --create-repository");
        Assert.Equal(0, copied.ExitCode);
        Assert.Equal(image.Digest, pair.DigestOf("mirror/api", image.Digest));
        Assert.Empty(pair.Destination.Repository("mirror/api").Tags);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task Credentials_are_dockers_where_the_registry_is_not_ecr()
    {
        using var home = new TemporaryDirectory();
        var passwords = home.Write("htpasswd", PasswordLine);
        await using var source = await DockerRegistryProcess.StartAsync(
            $"auth:\n  htpasswd:\n    realm: test\n    path: {passwords}");
        await using var destination = await DockerRegistryProcess.StartAsync();
        var layout = new OciLayout(home.Path);
        layout.AddImage("team/api:1", ("layer", 2048L));
        await new SkopeoClient(Password).CopyAsync(layout.Reference("team/api:1"), $"docker://{source.Host}/team/api:1");
        string[] command = ["copy", $"{source.Host}/team/api:1", $"{destination.Host}/team/api"];

        var stranger = await new PromoterProcess().RunAsync(command);
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes(Password));
        home.Write(".docker/config.json", $$"""{"auths": {"{{source.Host}}": {"auth": "{{auth}}"} } }""");
        var known = await new PromoterProcess().With("HOME", home.Path).Guarding(() => [auth]).RunAsync(command);

        stranger.AssertFailed(5, $"Copying {source.Host}/team/api:1 to {destination.Host}/team/api:1: reading its manifest: source {source.Host}: ", "401");
        Assert.Equal("", known.ExitCode == 0 ? "" : known.Error);
    }

    private static Task<ProcessResult> CopyAsync(EcrPair pair, params string[] arguments) => EcrPair.Promoter()
        .With("AWS_ENDPOINT_URL_ECR", pair.Server.ApiEndpoint.ToString())
        .RunAsync([
            "copy",
            "--source-endpoint", pair.Server.RegistryEndpoint(EcrPair.DevelopmentId).ToString(),
            "--destination-endpoint", pair.Server.RegistryEndpoint(EcrPair.ProductionId).ToString(),
            .. arguments,
        ]);

    /// <summary>What skopeo reads there, as the account's own user.</summary>
    private static async Task<string> InspectAsync(EcrPair pair, string account, string image)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, pair.Server.ApiEndpoint);
        request.Headers.Add("X-Amz-Target", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken");
        request.Headers.Add("X-Amz-Date", "20260101T000000Z");
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential=AKIA{account}/20260101/us-east-1/ecr/aws4_request, SignedHeaders=host, Signature={new string('a', 64)}");
        request.Content = new StringContent("{}", Encoding.UTF8, "application/x-amz-json-1.1");
        using var answer = await http.SendAsync(request);
        var token = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync())
            .GetProperty("authorizationData")[0].GetProperty("authorizationToken").GetString();
        var skopeo = new SkopeoClient(Encoding.UTF8.GetString(Convert.FromBase64String(token ?? "")));
        return await skopeo.InspectRawAsync($"{pair.Server.RegistryEndpoint(account).Authority}/{image}");
    }
}
