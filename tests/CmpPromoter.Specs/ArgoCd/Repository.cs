using System.Runtime.CompilerServices;

namespace CmpPromoter.Specs.ArgoCd;

/// <summary>The repository's own files.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    /// <summary>The full path of a file, by its path below the repository's root.</summary>
    public static string File(string path) => Path.Combine(Root, path);

    /// <summary>The text of a golden file of this room.</summary>
    public static string Golden(string name) =>
        System.IO.File.ReadAllText(File($"tests/CmpPromoter.Specs/ArgoCd/Golden/{name}.txt")).TrimEnd('\n');

    private static string FindRoot([CallerFilePath] string thisFile = "")
    {
        var directory = new DirectoryInfo(Path.GetDirectoryName(thisFile)!); // A compiled file has a folder.
        while (!System.IO.File.Exists(Path.Combine(directory.FullName, "CmpPromoter.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("CmpPromoter.sln is not above the specs");
        }

        return directory.FullName;
    }
}
