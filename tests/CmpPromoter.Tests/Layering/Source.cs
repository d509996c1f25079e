using System.Runtime.CompilerServices;

namespace CmpPromoter.Tests.Layering;

/// <summary>The repository's own files, read as text.</summary>
internal static class Source
{
    public static string Root { get; } = FindRoot();

    public static IEnumerable<SourceFile> ProgramFiles() => Files("src/CmpPromoter", "*.cs");

    /// <summary>Files below a folder of the repository, without what a build makes.</summary>
    public static IEnumerable<SourceFile> Files(string folder, string pattern)
    {
        var top = Path.Combine(Root, folder);
        return Directory.EnumerateFiles(top, pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(top, path))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(folder, path, File.ReadAllText(Path.Combine(top, path))));
    }

    private static string FindRoot([CallerFilePath] string thisFile = "")
    {
        var directory = new DirectoryInfo(Path.GetDirectoryName(thisFile)!); // A compiled file has a folder.
        while (!File.Exists(Path.Combine(directory.FullName, "CmpPromoter.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("CmpPromoter.sln is not above the tests");
        }

        return directory.FullName;
    }
}

/// <summary>One file: its path below the folder it was looked for in, and its text.</summary>
internal sealed record SourceFile(string Folder, string Path, string Text)
{
    /// <summary>The first folder, which is the room; of the program's own root, <c>Program</c> stands above the halls.</summary>
    public string Room
    {
        get
        {
            var parts = Path.Split(System.IO.Path.DirectorySeparatorChar);
            return parts.Length > 1 ? parts[0] : parts[0] == "Program.cs" ? "Program" : "";
        }
    }
}
