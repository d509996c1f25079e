using System.Diagnostics;

namespace CmpPromoter.Demo;

/// <summary>Runs commands at the root of the clone, with the demo's configuration and production's user.</summary>
internal sealed class Promoter : IDisposable
{
    private static readonly ImmutableArray<string> ForeignPrefixes = ["AWS_", "ARGOCD_", "PARAM_", "CMP_PROMOTER_"];

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("cmp-promoter-demo-");
    private readonly Repository repository;

    /// <param name="clone">Where commands run.</param>
    /// <param name="cloud">Where the two registries really are.</param>
    public Promoter(Repository clone, TwoAccounts cloud)
    {
        repository = clone;
        ConfigurationFile = Path.Combine(directory.FullName, "promotion.yaml");
        Configuration = $"""
            apiVersion: cmp-promoter/v1
            kind: Promotion
            destination:
              registry: {cloud.Production.RegistryName}
              endpoint: {Text(cloud.Server.RegistryEndpoint(TwoAccounts.ProductionId))}
              apiEndpoint: {Text(cloud.Server.ApiEndpoint)}
            sources:
            - registry: {cloud.Development.RegistryName}
              endpoint: {Text(cloud.Server.RegistryEndpoint(TwoAccounts.DevelopmentId))}
              apiEndpoint: {Text(cloud.Server.ApiEndpoint)}
            """;
        File.WriteAllText(ConfigurationFile, Configuration + "\n");
    }

    public string ConfigurationFile { get; }

    public string Configuration { get; }

    public Task<Run> RunAsync(params IReadOnlyList<string> arguments) => RunAsync(repository.Program, arguments);

    /// <summary>What the program says on stderr is shown as it comes; its stdout is returned.</summary>
    public async Task<Run> RunAsync(string program, IReadOnlyList<string> arguments)
    {
        // A person at a terminal gets the program's own progress bar; a pipe or a file gets its lines, in place.
        var isWatched = !Console.IsOutputRedirected && !Console.IsErrorRedirected;
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = !isWatched,
        };
        SetEnvironment(start.Environment);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        while (!isWatched && await process.StandardError.ReadLineAsync() is { } line)
        {
            Console.WriteLine($"    {line}");
        }

        await process.WaitForExitAsync();
        return new Run(process.ExitCode, await output);
    }

    public void Dispose() => directory.Delete(recursive: true);

    /// <summary>The account of the demo, whatever else this machine is used for.</summary>
    private void SetEnvironment(IDictionary<string, string?> environment)
    {
        bool IsForeign(string name) =>
            ForeignPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
        foreach (var name in environment.Keys.Where(IsForeign).ToList())
        {
            environment.Remove(name);
        }

        environment["CMP_PROMOTER_CONFIG"] = ConfigurationFile;
        environment["AWS_ACCESS_KEY_ID"] = $"AKIA{TwoAccounts.ProductionId}";
        environment["AWS_SECRET_ACCESS_KEY"] = "demo";
        environment["AWS_EC2_METADATA_DISABLED"] = "true";
        environment["NO_PROXY"] = "127.0.0.1";
    }

    private static string Text(Uri endpoint) => endpoint.GetLeftPart(UriPartial.Authority);
}

/// <summary>What is left of a command that ended.</summary>
internal sealed record Run(int ExitCode, string Output);
