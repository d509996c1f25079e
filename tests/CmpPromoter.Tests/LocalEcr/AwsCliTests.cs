using System.Text.Json;
using CliWrap;
using CliWrap.Buffered;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Seeding;
using CmpPromoter.Testing;

namespace CmpPromoter.Tests.LocalEcr;

public sealed class AwsCliTests
{
    private const int Patience = 120_000;

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
                .Set("AWS_SESSION_TOKEN", null)
                .Set("AWS_DEFAULT_REGION", "us-east-1")
                .Set("AWS_CONFIG_FILE", "/dev/null")
                .Set("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(timeout.Token);
    }
}
