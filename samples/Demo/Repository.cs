namespace CmpPromoter.Demo;

/// <summary>The clone that the demo was built in.</summary>
/// <param name="Root">Its directory.</param>
/// <param name="Program">The program to show.</param>
internal sealed record Repository(string Root, string Program)
{
    public const string Overlay = "samples/infra/overlays/production";

    /// <summary>The clone above the demo's binary; absent when there is none.</summary>
    public static Repository? Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !Directory.Exists(Path.Combine(directory.FullName, Overlay)))
        {
            directory = directory.Parent;
        }

        return directory is null ? null : new Repository(directory.FullName, ProgramOf(directory.FullName));
    }

    /// <summary>What <c>CMP_PROMOTER_BINARY</c> names, or else what was built along with the demo.</summary>
    private static string ProgramOf(string root)
    {
        if (Environment.GetEnvironmentVariable("CMP_PROMOTER_BINARY") is { Length: > 0 } published)
        {
            return Path.GetFullPath(published);
        }

        // …/bin/Debug/net10.0/: the program's own is called the same. A copy beside the demo would lack the assemblies
        // that ASP.NET Core brings and the program does without.
        var output = AppContext.BaseDirectory;
        var build = output[(output.LastIndexOf("/bin/", StringComparison.Ordinal) + 1)..];
        return Path.Combine(root, "src/CmpPromoter", build, "cmp-promoter");
    }
}
