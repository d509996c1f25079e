using CliWrap;
using CliWrap.Buffered;
using CmpPromoter.LocalEcr;

namespace CmpPromoter.Tests.LocalEcr;

public sealed class ServeCommandTests
{
    private const int Patience = 60_000;
    private static readonly string Program = typeof(LocalEcrServer).Assembly.Location;

    [Fact(Timeout = Patience)]
    public async Task It_prints_where_it_listens()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(50));
        var lines = new List<string>();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await Cli.Wrap("dotnet")
            .WithArguments([Program, "--api-port", "0", "--registry-port", "0", "--account", "333333333333", "--seed"])
            .WithStandardOutputPipe(PipeTarget.ToDelegate(line =>
            {
                lines.Add(line);
                if (line.StartsWith("# aws ecr get-login-password", StringComparison.Ordinal))
                {
                    stop.Cancel();
                }
            }))
            .ExecuteAsync(stop.Token));

        Assert.Contains("# image         333333333333.dkr.ecr.us-east-1.amazonaws.com/team/api:1.0.0", lines);
        Assert.Contains(
            lines, line => line.StartsWith("export AWS_ENDPOINT_URL_ECR=http://127.0.0.1:", StringComparison.Ordinal));
    }

    [Fact(Timeout = Patience)]
    public async Task An_account_that_is_none_is_refused()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(50));
        var result = await Cli.Wrap("dotnet").WithArguments([Program, "--account", "12"])
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(timeout.Token);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("--account 12: an AWS account has 12 digits", result.StandardError, StringComparison.Ordinal);
    }
}
