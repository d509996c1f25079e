using CmpPromoter.Testing;

namespace CmpPromoter.Benchmarks.Setting;

/// <summary>A <c>kustomize</c> that prints what the real one has printed before, so that only the promoter's own work is measured.</summary>
internal sealed class KustomizeStandIn : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    private KustomizeStandIn()
    {
    }

    private string Folder => Path.Combine(directory.Path, "bin");

    public static KustomizeStandIn Printing(byte[] rendered)
    {
        var stand = new KustomizeStandIn();
        var output = Path.Combine(stand.directory.Path, "rendered.yaml");
        File.WriteAllBytes(output, rendered);
        var program = stand.directory.Write("bin/kustomize", $"#!/bin/sh\nexec cat '{output}'\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return stand;
    }

    /// <summary>A PATH on which it comes first.</summary>
    public IReadOnlyDictionary<string, string?> Variables(IReadOnlyDictionary<string, string?>? more = null) =>
        new Dictionary<string, string?>(more ?? new Dictionary<string, string?>())
        {
            ["PATH"] = $"{Folder}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
        };

    public void Dispose() => directory.Dispose();
}
