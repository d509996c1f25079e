using System.Net;
using CliWrap;
using CliWrap.Buffered;
using CmpPromoter.LocalEcr;
using CmpPromoter.Testing;

namespace CmpPromoter.Tests.LocalEcr;

public sealed class ServeCommandTests
{
    private const int Patience = 60_000;
    private const string LastLine = "# aws ecr get-login-password";
    private static readonly string Program = typeof(LocalEcrServer).Assembly.Location;

    [Fact(Timeout = Patience)]
    public async Task It_prints_where_it_listens_and_stops_when_it_is_interrupted()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(50));
        using var interrupt = new CancellationTokenSource();
        var lines = new List<string>();

        var end = await Assert.ThrowsAsync<OperationCanceledException>(async () => await Start(
                "--api-port", "0", "--registry-port", "0", "--account", "333333333333", "--seed")
            .WithStandardOutputPipe(PipeTarget.ToDelegate(line =>
            {
                lines.Add(line);
                if (line.StartsWith(LastLine, StringComparison.Ordinal))
                {
                    interrupt.Cancel();
                }
            }))
            .ExecuteAsync(timeout.Token, interrupt.Token));

        Assert.Equal(interrupt.Token, end.CancellationToken);
        Assert.Contains("# image         333333333333.dkr.ecr.us-east-1.amazonaws.com/team/api:1.0.0", lines);
        Assert.Contains(
            lines, line => line.StartsWith("export AWS_ENDPOINT_URL_ECR=http://127.0.0.1:", StringComparison.Ordinal));
    }

    [Theory(Timeout = Patience)]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_at_its_first_line_ends_it_well_and_takes_its_files_with_it(string signal)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(50));
        using var files = new TemporaryDirectory();

        // The shell sends the signal as soon as there is anything to read, which is when signals were lost once.
        var script = $"""
            mkfifo "$TMPDIR/lines" && exec 3<>"$TMPDIR/lines"
            env --default-signal=INT dotnet '{Program}' --api-port 0 --registry-port 0 >&3 &
            read -r line <&3 && kill -{signal} $!
            wait $!
            """;
        var end = await Cli.Wrap("/bin/sh").WithArguments(["-c", script])
            .WithEnvironmentVariables(variables => variables.Set("TMPDIR", files.Path))
            .WithValidation(CommandResultValidation.None).ExecuteAsync(timeout.Token);

        Assert.Equal(0, end.ExitCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(files.Path, "local-ecr-*"));
    }

    [Fact(Timeout = Patience)]
    public async Task Faults_can_be_switched_on_from_the_command_line()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(50));
        using var interrupt = new CancellationTokenSource();
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var program = Start("--api-port", "0", "--registry-port", "0", "--fault", "Ping html:503 retry-after:9")
            .WithStandardOutputPipe(PipeTarget.ToDelegate(line =>
            {
                if (line.StartsWith("# registry", StringComparison.Ordinal))
                {
                    address.TrySetResult(new Uri(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2]));
                }
            }))
            .ExecuteAsync(timeout.Token, interrupt.Token);
        using var http = new HttpClient();

        using var first = await http.GetAsync(new Uri(await address.Task, "/v2/"), timeout.Token);
        using var second = await http.GetAsync(new Uri(await address.Task, "/v2/"), timeout.Token);
        await interrupt.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await program);

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "9", HttpStatusCode.Unauthorized),
            (first.StatusCode, RegistryAssert.Header(first, "Retry-After"), second.StatusCode));
        Assert.Contains("<html>", await first.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory(Timeout = Patience)]
    [InlineData("--account", "12", "--account 12: an AWS account has 12 digits")]
    [InlineData("--fault", "Ping cut", "--fault Ping cut: cut needs :BYTES")]
    [InlineData("--expired-status", "404", "--expired-status: write 401 or 403")]
    public async Task What_is_no_value_of_an_option_is_refused(string option, string value, string reason)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(50));
        var result = await Start(option, value).WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(timeout.Token);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(reason, result.StandardError, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience)]
    public async Task A_port_that_is_taken_is_told_with_what_to_do()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(50));
        await using var server = await LocalEcrServer.StartAsync();
        var port = $"{server.ApiEndpoint.Port}";

        var result = await Start("--api-port", port).WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(timeout.Token);

        Assert.Equal((1, ""), (result.ExitCode, result.StandardOutput));
        Assert.Contains($":{port}: address already in use; choose", result.StandardError, StringComparison.Ordinal);
    }

    // A shell that has started the tests in its background leaves SIGINT ignored, which a child inherits.
    private static Command Start(params string[] arguments) =>
        Cli.Wrap("env").WithArguments(["--default-signal=INT", "dotnet", Program, .. arguments]);
}
