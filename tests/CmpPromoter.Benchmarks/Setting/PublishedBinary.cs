using CliWrap;
using CmpPromoter.Testing;

namespace CmpPromoter.Benchmarks.Setting;

/// <summary>The program as it is shipped: the binary that <c>CMP_PROMOTER_BINARY</c> names, or one that is published now.</summary>
internal static class PublishedBinary
{
    private const string Variable = "CMP_PROMOTER_BINARY";

    public static async Task EnsureAsync()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)))
        {
            var root = Repository.Root;
            var output = Path.Combine(root, "artifacts", "benchmarks");
            await Console.Error.WriteLineAsync("benchmarks: publishing the program");
            await Cli.Wrap("dotnet")
                .WithArguments(["publish", Path.Combine(root, "src", "CmpPromoter"), "-c", "Release", "-r", "linux-x64", "-o", output, "-v", "q", "--nologo"])
                .WithStandardOutputPipe(PipeTarget.ToStream(Console.OpenStandardError()))
                .WithStandardErrorPipe(PipeTarget.ToStream(Console.OpenStandardError()))
                .ExecuteAsync();

            // Before anything asks for the program's path, which is looked up once.
            Environment.SetEnvironmentVariable(Variable, Path.Combine(output, "cmp-promoter"));
        }

        if (!PromoterProcess.IsPublished)
        {
            throw new InvalidOperationException($"{Variable} was set too late");
        }
    }
}
