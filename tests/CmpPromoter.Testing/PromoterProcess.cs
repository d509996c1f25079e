using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using CliWrap;

namespace CmpPromoter.Testing;

/// <summary>
/// The program as its user meets it: a process with arguments and an environment of its own. It is the binary that
/// <c>CMP_PROMOTER_BINARY</c> names, or else the one that was built with the tests. No run may print a secret.
/// </summary>
public sealed class PromoterProcess
{
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromMinutes(4);

    private const string AwsSecret = "secret-key-of-the-test-that-nobody-may-read";
    private static readonly string? Published =
        Environment.GetEnvironmentVariable("CMP_PROMOTER_BINARY") is { Length: > 0 } path ? path : null;

    private readonly Dictionary<string, string> environment = new()
    {
        ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "",
        ["HOME"] = "/nonexistent", // No credentials and no docker configuration of whoever runs the tests.
        ["DOTNET_ROOT"] = Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory()),
    };

    private Func<IEnumerable<string>> secrets = () => [];
    private ImmutableArray<string> wrapper = [];

    /// <summary>Whether the published binary runs; what is built with the tests is compiled while it runs.</summary>
    public static bool IsPublished => Published is not null;

    /// <summary>The full path of the program.</summary>
    public static string Binary { get; } = Path.GetFullPath(Published ?? Built());

    public string WorkingDirectory { get; init; } = "/";

    /// <summary>How long it may run before it is killed.</summary>
    public TimeSpan Patience { get; init; } = DefaultPatience;

    /// <summary>Nothing of the caller's environment but PATH reaches the process; this adds a variable.</summary>
    public PromoterProcess With(string variable, string value)
    {
        environment[variable] = value;
        return this;
    }

    /// <summary>AWS credentials by their access key.</summary>
    public PromoterProcess WithAwsKey(string accessKeyId) => With("AWS_ACCESS_KEY_ID", accessKeyId)
        .With("AWS_SECRET_ACCESS_KEY", AwsSecret)
        .With("AWS_EC2_METADATA_DISABLED", "true");

    /// <param name="issued">What the process will be given besides its environment; asked when it has ended.</param>
    public PromoterProcess Guarding(Func<IEnumerable<string>> issued)
    {
        secrets = issued;
        return this;
    }

    /// <summary>Runs under another program, such as <c>time</c>.</summary>
    public PromoterProcess Under(params string[] program)
    {
        wrapper = [.. program];
        return this;
    }

    public async Task<ProcessResult> RunAsync(params string[] arguments) => await Start(arguments).Ended;

    public RunningPromoter Start(params string[] arguments)
    {
        ImmutableArray<string> command = [.. wrapper, Binary, .. arguments];
        var output = new MemoryStream();
        var error = new StringBuilder();
        var said = new RunningPromoter.PrintedText();
        var kill = new CancellationTokenSource(Patience);
        var process = Cli.Wrap(command[0])
            .WithArguments(command[1..])
            .WithWorkingDirectory(WorkingDirectory)
            .WithStandardOutputPipe(PipeTarget.ToStream(output))
            .WithStandardErrorPipe(PipeTarget.Merge(PipeTarget.ToStringBuilder(error), PipeTarget.ToDelegate(said.Append)))
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(
                start =>
                {
                    start.Environment.Clear();
                    foreach (var (name, value) in environment)
                    {
                        start.Environment[name] = value;
                    }
                },
                configureProcess: null,
                forcefulCancellationToken: kill.Token,
                gracefulCancellationToken: CancellationToken.None);
        return new RunningPromoter(process.ProcessId, EndAsync(), said);

        async Task<ProcessResult> EndAsync()
        {
            using (kill)
            {
                var end = await process;
                var result = new ProcessResult(end.ExitCode, output.ToArray(), error.ToString(), end.RunTime);
                Canary.AssertSilent(secrets().Append(AwsSecret), result.Error);
                Canary.AssertSilent(secrets().Append(AwsSecret), result.OutputText);
                return result;
            }
        }
    }

    private static string Built() => typeof(PromoterProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "Promoter").Value!; // Testing's project file gives it one.
}
