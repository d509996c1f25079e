using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;
using CmpPromoter.Specs.Ecr;
using CmpPromoter.Specs.Setting;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Samples;

/// <summary>The commands of samples/ci and samples/presync-job, run as they stand there.</summary>
public sealed partial class PipelineSpecs
{
    [Theory(Timeout = EcrPair.TimeoutMilliseconds)]
    [InlineData("Jenkinsfile")]
    [InlineData("github-actions.yaml")]
    public async Task A_pipeline_comments_its_plan_and_promotes_after_the_merge(string file)
    {
        ExternalTool.Require("jq", "apt-get install jq");
        ExternalTool.Require("curl", "apt-get install curl");
        await using var pair = await EcrPair.StartAsync();
        using var checkout = InfraCheckout.Of(pair);
        using var github = new HttpListener();
        github.Prefixes.Add($"http://127.0.0.1:{FreePort()}/");
        github.Start();
        var comment = TakeAsync(github);
        var commands = Commands(File.ReadAllText(Path.Combine(InfraCheckout.Root, "samples", "ci", file)));

        Assert.Equal(4, commands.Length);
        foreach (var command in commands)
        {
            var result = await RunAsync(command, checkout.Path, pair, github.Prefixes.Single());
            Assert.True(result.IsSuccess, $"{command}\nfailed: {result.StandardError}{result.StandardOutput}");
        }

        var (path, body) = await comment;
        Assert.Equal("/repos/acme/infra/issues/7/comments", path);
        Assert.StartsWith("### Promotion to ", body.GetProperty("body").GetString(), StringComparison.Ordinal);
        var report = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(checkout.Path, "promotion.json")));
        Assert.Equal(4, report.GetProperty("totals").GetProperty("promoted").GetInt32());
        Assert.Equal("1a2b3c4", report.GetProperty("askedBy").GetProperty("revision").GetString());
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task The_presync_job_copies_its_image()
    {
        await using var pair = await EcrPair.StartAsync();
        var image = pair.Seed("shop/api", "2.4.0");
        var job = File.ReadAllText(Path.Combine(InfraCheckout.Root, "samples", "presync-job", "job.yaml"));
        var arguments = JobArgument().Matches(job).Select(match => match.Groups["argument"].Value);

        var result = await EcrPair.Promoter()
            .With("AWS_ENDPOINT_URL_ECR", pair.Server.ApiEndpoint.ToString())
            .RunAsync([
                .. arguments,
                "--source-endpoint", pair.Server.RegistryEndpoint(EcrPair.DevelopmentId).ToString(),
                "--destination-endpoint", pair.Server.RegistryEndpoint(EcrPair.ProductionId).ToString(),
            ]);

        Assert.Equal("", result.ExitCode == 0 ? "" : result.Error);
        Assert.Equal(image.Digest, pair.DigestOf("shop/api", "2.4.0"));
    }

    private static async Task<BufferedCommandResult> RunAsync(string command, string checkout, EcrPair pair, string github) =>
        await Cli.Wrap("bash").WithArguments(["-euc", command]).WithWorkingDirectory(checkout)
            .WithEnvironmentVariables(variables => variables
                .Set("PATH", $"{Path.GetDirectoryName(PromoterProcess.Binary)}:{Environment.GetEnvironmentVariable("PATH")}")
                .Set("AWS_ACCESS_KEY_ID", $"AKIA{EcrPair.ProductionId}").Set("AWS_SECRET_ACCESS_KEY", "of-no-use")
                .Set("AWS_EC2_METADATA_DISABLED", "true").Set("AWS_ENDPOINT_URL_ECR", pair.Server.ApiEndpoint.ToString())
                .Set("CMP_PROMOTER_CONFIG", "samples/infra/promotion.yaml").Set("GITHUB_API_URL", github.TrimEnd('/'))
                .Set("GITHUB_TOKEN", "of-no-use").Set("GITHUB_REPOSITORY", "acme/infra").Set("CHANGE_ID", "7")
                .Set("JOB_BASE_NAME", "infra").Set("GIT_COMMIT", "1a2b3c4").Set("GITHUB_SHA", "1a2b3c4"))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync();

    private static async Task<(string? Path, JsonElement Body)> TakeAsync(HttpListener listener)
    {
        var context = await listener.GetContextAsync();
        var body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.InputStream);
        context.Response.StatusCode = 201;
        context.Response.Close();
        return (context.Request.Url?.AbsolutePath, body);
    }

    private static string[] Commands(string file) => [.. Script().Matches(file).Select(match => match.Groups["text"].Value)];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>What the two kinds of file hand to a shell, in their order.</summary>
    [GeneratedRegex(@"sh '''(?<text>[^']*(?:'[^']+)*?)'''|sh '(?<text>[^'\n]+)'|run: \|\n(?<text>(?: {8}.*\n)+)|run: (?<text>[^|\n].*)")]
    private static partial Regex Script();

    [GeneratedRegex(@"^        - (?<argument>\S+)$", RegexOptions.Multiline)]
    private static partial Regex JobArgument();
}
