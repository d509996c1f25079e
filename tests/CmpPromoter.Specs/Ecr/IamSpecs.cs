using System.Text.Json;
using CliWrap;
using CmpPromoter.Specs.ArgoCd;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Ecr;

/// <summary>What <c>iam</c> prints is taken by the AWS CLI, is enough, and is what the examples show.</summary>
public sealed class IamSpecs
{
    private const string Examples = "argocd-repo-server-patch/examples";
    private const string Issuer = "https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
    private const string Role = $"arn:aws:iam::{EcrPair.ProductionId}:role/cmp-promoter";

    /// <summary>What else a role could be allowed at a registry.</summary>
    private static readonly ImmutableArray<string> Actions =
    [
        "BatchCheckLayerAvailability", "BatchDeleteImage", "BatchGetImage", "CompleteLayerUpload", "CreateRepository",
        "DeleteRepository", "DeleteRepositoryPolicy", "DescribeImages", "DescribeRepositories", "GetAuthorizationToken",
        "GetDownloadUrlForLayer", "GetLifecyclePolicy", "GetRepositoryPolicy", "InitiateLayerUpload", "ListImages",
        "ListImageReferrers", "PutImage", "PutImageTagMutability", "PutLifecyclePolicy", "SetRepositoryPolicy", "TagResource",
        "UploadLayerPart",
    ];

    [Theory(Timeout = EcrPair.TimeoutMilliseconds)]
    [InlineData("source-repository-policy.json", "source")]
    [InlineData("role-policy.json", "destination")]
    [InlineData("trust-policy-pod-identity.json", "trust")]
    [InlineData("trust-policy-irsa.json", "trust", "--oidc-provider", Issuer)]
    public async Task An_example_is_what_is_printed_for_the_example_installation(string file, params string[] arguments)
    {
        var configuration = Repository.File($"{Examples}/installation/promotion.yaml");

        var result = await new PromoterProcess().RunAsync(["iam", .. arguments, "--config", configuration]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(await File.ReadAllTextAsync(Repository.File($"{Examples}/iam/{file}"), TestContext.Current.CancellationToken), result.OutputText);
    }

    [Theory(Timeout = EcrPair.TimeoutMilliseconds)]
    [InlineData]
    [InlineData("--organization", "o-localecr00")]
    public async Task The_printed_policies_are_enough_and_the_aws_cli_takes_them(params string[] options)
    {
        await using var pair = await EcrPair.StartAsync();
        var image = pair.Seed("team/api", "1");
        using var overlay = pair.Naming("team/api:1");
        overlay.Configure(pair.Configuration($"roleArn: {Role}", $"roleArn: {Role}"));
        var source = await PrintAsync(overlay, "source", options);
        await AwsAsync(
            pair, EcrPair.DevelopmentId, "ecr", "set-repository-policy", "--repository-name", "team/api", "--policy-text", $"file://{source}");
        var allowed = await File.ReadAllTextAsync(await PrintAsync(overlay, "destination"), TestContext.Current.CancellationToken);
        foreach (var action in Actions.Where(action => !allowed.Contains($"\"ecr:{action}\"", StringComparison.Ordinal)))
        {
            pair.Destination.Deny($"ecr:{action}");
        }

        await pair.PromoteAsync(
            overlay, EcrPair.Promoter().With("AWS_ENDPOINT_URL_STS", pair.Server.StsEndpoint.ToString()));

        Assert.Equal(image.Digest, pair.DigestOf("team/api", "1"));
    }

    /// <summary>The CLI reads the file and checks the call, and sends nothing.</summary>
    [Theory(Timeout = EcrPair.TimeoutMilliseconds)]
    [InlineData("destination", "put-role-policy", "--policy-name", "promote", "--policy-document")]
    [InlineData("trust", "update-assume-role-policy", "--policy-document")]
    public async Task The_aws_cli_takes_the_policies_of_the_role(string part, params string[] command)
    {
        await using var pair = await EcrPair.StartAsync();
        using var overlay = pair.Naming("team/api:1");
        var file = await PrintAsync(overlay, part);

        await AwsAsync(
            pair,
            EcrPair.ProductionId,
            ["iam", command[0], "--role-name", "cmp-promoter", .. command[1..], $"file://{file}", "--generate-cli-skeleton", "output"]);
    }

    /// <returns>The path of a file with the document.</returns>
    private static async Task<string> PrintAsync(Overlay overlay, string part, params string[] options)
    {
        var result = await new PromoterProcess().RunAsync(["iam", part, "--config", overlay.ConfigurationPath, .. options]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        using var document = JsonDocument.Parse(result.OutputText);
        var file = Path.Combine(Path.GetDirectoryName(overlay.ConfigurationPath)!, $"{part}.json"); // It stands in a directory.
        await File.WriteAllTextAsync(file, result.OutputText, TestContext.Current.CancellationToken);
        return file;
    }

    private static async Task AwsAsync(EcrPair pair, string accountId, params string[] command)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var error = new System.Text.StringBuilder();
        var result = await Cli.Wrap(ExternalTool.AwsCli())
            .WithArguments(["--endpoint-url", pair.Server.ApiEndpoint.ToString(), "--no-cli-pager", .. command])
            .WithEnvironmentVariables(variables => variables
                .Set("AWS_ACCESS_KEY_ID", "AKIA" + accountId)
                .Set("AWS_SECRET_ACCESS_KEY", "local")
                .Set("AWS_SESSION_TOKEN", null)
                .Set("AWS_DEFAULT_REGION", "us-east-1")
                .Set("AWS_CONFIG_FILE", "/dev/null")
                .Set("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"))
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(error))
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(timeout.Token);
        Assert.Equal((0, ""), (result.ExitCode, error.ToString()));
    }
}
