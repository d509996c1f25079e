using System.Text.Json;
using CliWrap;
using CliWrap.Buffered;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Layers;
using CmpPromoter.LocalEcr.Seeding;
using CmpPromoter.Testing;
using CmpPromoter.Tests.Layering;

namespace CmpPromoter.Tests.LocalEcr;

public sealed class AwsCliTests
{
    private const int Patience = 120_000;

    /// <summary>
    /// Operations that are younger than the CLI of some distributions, by a service model of our own: the CLI's client,
    /// its signature and its reading of errors are the same.
    /// </summary>
    private const string Later = "ecr-later";

    private static readonly string Models =
        Path.Combine(Source.Root, "tests", "CmpPromoter.Tests", "LocalEcr", "AwsModel");

    [Fact(Timeout = Patience)]
    public async Task The_aws_cli_gets_a_token_that_opens_the_registry()
    {
        await using var server = await LocalEcrServer.StartAsync();

        var answer = await RunAsync(server, "ecr get-authorization-token");

        var data = answer.GetProperty("authorizationData")[0];
        using var client = new EcrClient(server, EcrClient.Source);
        client.Token = data.GetProperty("authorizationToken").GetString() ?? "";
        using var response = await client.GetAsync("/v2/");
        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(
            server.RegistryEndpoint(EcrClient.Source), new Uri(data.GetProperty("proxyEndpoint").GetString() ?? ""));
    }

    [Fact(Timeout = Patience)]
    public async Task The_aws_cli_creates_and_describes_a_repository()
    {
        await using var server = await LocalEcrServer.StartAsync();

        await RunAsync(
            server, "ecr create-repository --repository-name team/api --image-tag-mutability IMMUTABLE --tags Key=owner,Value=team");
        var answer = await RunAsync(server, "ecr describe-repositories --repository-names team/api");

        var repository = answer.GetProperty("repositories")[0];
        Assert.Equal("IMMUTABLE", repository.GetProperty("imageTagMutability").GetString());
        Assert.Equal(
            "111111111111.dkr.ecr.us-east-1.amazonaws.com/team/api",
            repository.GetProperty("repositoryUri").GetString());
        Assert.Equal("team", server.Account(EcrClient.Source).Repository("team/api").Options.Tags["owner"]);
    }

    [Fact(Timeout = Patience)]
    public async Task The_aws_cli_gets_and_describes_images()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var image = server.Account(EcrClient.Source)
            .PushImage("team/api", "1.0.0", new ImageSpec { Layers = 1, LayerBytes = 10 });

        const string layer = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
        var got = await RunAsync(
            server, "ecr batch-get-image --repository-name team/api --image-ids imageTag=1.0.0 imageTag=2.0.0");
        var described = await RunAsync(server, "ecr describe-images --repository-name team/api");
        var layers = await RunAsync(
            server, $"ecr batch-check-layer-availability --repository-name team/api --layer-digests {image.Blobs[0]} {layer}");

        Assert.Equal(
            image.Digest, got.GetProperty("images")[0].GetProperty("imageId").GetProperty("imageDigest").GetString());
        Assert.Equal("ImageNotFound", got.GetProperty("failures")[0].GetProperty("failureCode").GetString());
        Assert.Equal("1.0.0", described.GetProperty("imageDetails")[0].GetProperty("imageTags")[0].GetString());
        Assert.Equal(
            ["AVAILABLE", "UNAVAILABLE"],
            layers.GetProperty("layers").EnumerateArray()
                .Select(layer => layer.GetProperty("layerAvailability").GetString()));
    }

    [Fact(Timeout = Patience)]
    public async Task The_aws_cli_turns_blob_mounting_on()
    {
        await using var server = await LocalEcrServer.StartAsync();

        await RunAsync(server, $"{Later} put-account-setting --name BLOB_MOUNTING --value ENABLED");
        var answer = await RunAsync(server, $"{Later} get-account-setting --name BLOB_MOUNTING");

        Assert.Equal("ENABLED", answer.GetProperty("value").GetString());
    }

    [Fact(Timeout = Patience)]
    public async Task The_aws_cli_makes_describes_and_deletes_a_creation_template()
    {
        await using var server = await LocalEcrServer.StartAsync();
        using var pusher = await EcrClient.LoginAsync(server, EcrClient.Source);

        await RunAsync(
            server, $"{Later} create-repository-creation-template --prefix team --applied-for CREATE_ON_PUSH --image-tag-mutability IMMUTABLE_WITH_EXCLUSION --image-tag-mutability-exclusion-filters filterType=WILDCARD,filter=dev-*");
        var described = await RunAsync(server, $"{Later} describe-repository-creation-templates --prefixes team");
        await pusher.UploadAsync("team/api", [1]);
        await RunAsync(server, $"{Later} delete-repository-creation-template --prefix team");
        var gone = await FailAsync(server, $"{Later} delete-repository-creation-template --prefix team");

        var template = described.GetProperty("repositoryCreationTemplates")[0];
        Assert.Equal("CREATE_ON_PUSH", template.GetProperty("appliedFor")[0].GetString());
        Assert.Equal(["dev-*"], server.Account(EcrClient.Source).Repository("team/api").Options.ExclusionFilters);
        Assert.Contains("(TemplateNotFoundException)", gone, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience)]
    public async Task The_aws_cli_lists_referrers_and_archives_an_image()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var account = server.Account(EcrClient.Source);
        var image = account.PushImage("team/api", "1.0.0");
        var referrer = account.PushArtifact("team/api", image.Digest);

        var listed = await RunAsync(
            server, $"{Later} list-image-referrers --repository-name team/api --subject-id imageDigest={image.Digest}");
        var moved = await RunAsync(
            server, $"{Later} update-image-storage-class --repository-name team/api --image-id imageTag=1.0.0 --target-storage-class ARCHIVE");

        Assert.Equal(referrer.Digest, listed.GetProperty("referrers")[0].GetProperty("digest").GetString());
        Assert.Equal("ARCHIVED", moved.GetProperty("imageStatus").GetString());
    }

    [Fact(Timeout = Patience)]
    public async Task The_aws_cli_pushes_a_layer_part_by_part()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var account = server.Account(EcrClient.Source);
        account.CreateRepository("team/api");
        using var directory = new TemporaryDirectory();
        var digest = Digests.Of("layer"u8);
        var part = directory.Write("part", "layer");

        var started = await RunAsync(server, "ecr initiate-layer-upload --repository-name team/api");
        var uploadId = started.GetProperty("uploadId").GetString();
        await RunAsync(
            server, $"ecr upload-layer-part --repository-name team/api --upload-id {uploadId} --part-first-byte 0 --part-last-byte 4 --layer-part-blob fileb://{part}");
        await RunAsync(
            server, $"ecr complete-layer-upload --repository-name team/api --upload-id {uploadId} --layer-digests {digest}");

        Assert.Equal("layer"u8.ToArray(), account.ReadBlob("team/api", digest));
    }

    [Fact(Timeout = Patience)]
    public async Task The_aws_cli_outlasts_a_throttled_call()
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Faults.Add(
            new Fault { Name = "f", Operation = "DescribeRepositories", Action = new FaultAction.Throttle() });

        await RunAsync(server, "ecr describe-repositories");

        Assert.Equal(2, server.Log.Count("DescribeRepositories"));
    }

    [Fact(Timeout = Patience)]
    public async Task The_aws_cli_reads_the_errors_codes()
    {
        await using var server = await LocalEcrServer.StartAsync();

        var failure = await FailAsync(server, "ecr describe-images --repository-name none");

        Assert.Contains(
            "(RepositoryNotFoundException) when calling the DescribeImages operation: The repository with name 'none' does not exist in the registry with id '111111111111'",
            failure, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience)]
    public async Task The_aws_cli_assumes_a_role()
    {
        await using var server = await LocalEcrServer.StartAsync();

        var answer = await RunAsync(
            server, "sts assume-role --role-arn arn:aws:iam::222222222222:role/promoter --role-session-name render");
        var identity = await RunAsync(server, "sts get-caller-identity");

        Assert.Equal(
            "arn:aws:sts::222222222222:assumed-role/promoter/render",
            answer.GetProperty("AssumedRoleUser").GetProperty("Arn").GetString());
        Assert.Equal("arn:aws:iam::111111111111:user/local", identity.GetProperty("Arn").GetString());
    }

    private static async Task<JsonElement> RunAsync(LocalEcrServer server, string command)
    {
        var result = await ExecuteAsync(server, command);
        Assert.True(result.ExitCode == 0, result.StandardError);
        using var document = JsonDocument.Parse(result.StandardOutput);
        return document.RootElement.Clone();
    }

    private static async Task<string> FailAsync(LocalEcrServer server, string command)
    {
        var result = await ExecuteAsync(server, command);
        Assert.NotEqual(0, result.ExitCode);
        return result.StandardError;
    }

    private static async Task<BufferedCommandResult> ExecuteAsync(LocalEcrServer server, string command)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        return await Cli.Wrap(ExternalTool.AwsCli())
            .WithArguments($"--endpoint-url {server.ApiEndpoint} --output json --no-cli-pager {command}")
            .WithEnvironmentVariables(variables => variables
                .Set("AWS_ACCESS_KEY_ID", "AKIA" + EcrClient.Source)
                .Set("AWS_SECRET_ACCESS_KEY", "local")
                .Set("AWS_DATA_PATH", Models)
                .Set("AWS_SESSION_TOKEN", null)
                .Set("AWS_DEFAULT_REGION", "us-east-1")
                .Set("AWS_CONFIG_FILE", "/dev/null")
                .Set("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(timeout.Token);
    }
}
