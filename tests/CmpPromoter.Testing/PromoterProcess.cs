using System.Text;
using CliWrap;

namespace CmpPromoter.Testing;

/// <summary>
/// The program as its user meets it: a process with arguments and an environment of its own. It is the binary that
/// <c>CMP_PROMOTER_BINARY</c> names, or else the one that was built with the tests.
/// </summary>
public sealed class PromoterProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Dictionary<string, string?> environment = new() { ["NO_COLOR"] = "1" };

    /// <summary>Whether it is the published program, which starts at once, and not the one for the just-in-time compiler.</summary>
    public static bool IsPublished => Environment.GetEnvironmentVariable("CMP_PROMOTER_BINARY") is { Length: > 0 };

    /// <summary>The full path of the program.</summary>
    public static string Binary { get; } =
        Environment.GetEnvironmentVariable("CMP_PROMOTER_BINARY") is { Length: > 0 } published
            ? Path.GetFullPath(published)
            : OfBuild(AppContext.BaseDirectory);

    public string WorkingDirectory { get; init; } = "/";

    public PromoterProcess With(string variable, string? value)
    {
        environment[variable] = value;
        return this;
    }

    /// <summary>AWS credentials by their access key, and nothing of the machine's own.</summary>
    public PromoterProcess WithAwsKey(string accessKeyId) => With("AWS_ACCESS_KEY_ID", accessKeyId)
        .With("AWS_SECRET_ACCESS_KEY", "secret-of-the-test")
        .With("AWS_EC2_METADATA_DISABLED", "true");

    public async Task<ProcessResult> RunAsync(params string[] arguments)
    {
        using var forceful = new CancellationTokenSource(Patience);
        return await RunAsync(arguments, forceful.Token);
    }

    /// <param name="arguments">The command line.</param>
    /// <param name="kill">Ends the process at once.</param>
    /// <param name="standardErrorLine">Is given each line of stderr as it comes.</param>
    /// <param name="started">Is given the process id.</param>
    public async Task<ProcessResult> RunAsync(
        string[] arguments, CancellationToken kill, Action<string>? standardErrorLine = null, Action<int>? started = null)
    {
        using var output = new MemoryStream();
        var error = new StringBuilder();
        var task = Cli.Wrap(Binary)
            .WithArguments(arguments)
            .WithWorkingDirectory(WorkingDirectory)
            .WithEnvironmentVariables(environment)
            .WithStandardOutputPipe(PipeTarget.ToStream(output))
            .WithStandardErrorPipe(PipeTarget.Merge(
                PipeTarget.ToStringBuilder(error), PipeTarget.ToDelegate(line => standardErrorLine?.Invoke(line))))
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(kill);
        started?.Invoke(task.ProcessId);
        var result = await task;
        return new ProcessResult(result.ExitCode, output.ToArray(), error.ToString(), result.RunTime);
    }

    /// <summary>
    /// The program in its own output directory, of the tests' configuration. The copy beside the tests lacks the assemblies that
    /// the tests take from a framework the program does not use.
    /// </summary>
    private static string OfBuild(string testDirectory)
    {
        var framework = new DirectoryInfo(testDirectory); // tests/<project>/bin/<configuration>/<framework>
        var configuration = framework.Parent!.Name; // A build's output lies that deep.
        var root = framework.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "src/CmpPromoter/bin", configuration, framework.Name, "cmp-promoter");
    }
}

/// <summary>What is left of a process that ended.</summary>
public sealed record ProcessResult(int ExitCode, byte[] Output, string Error, TimeSpan RunTime)
{
    /// <summary>stdout as text.</summary>
    public string OutputText => Encoding.UTF8.GetString(Output);
}
