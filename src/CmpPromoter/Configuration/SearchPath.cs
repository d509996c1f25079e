namespace CmpPromoter.Configuration;

/// <summary>
/// The directories of PATH that a program may be started from. An application's author must not choose what runs, and a relative
/// entry means the working directory, which is the author's checkout; so does a bare program name, on some systems.
/// </summary>
internal sealed record SearchPath
{
    public required ImmutableArray<string> Directories { get; init; }

    /// <summary>Entries of PATH that are not used.</summary>
    public required ImmutableArray<string> LeftOut { get; init; }

    /// <summary>The whole of it in words, for who misses a program: what was searched, what was left out and why.</summary>
    public string Description
    {
        get
        {
            var searched = Directories.IsEmpty ? "nothing to search" : $"searched: {this}";
            return LeftOut.IsEmpty
                ? searched
                : $"{searched}; left out, because relative or inside the overlay: {string.Join(Path.PathSeparator, LeftOut)}";
        }
    }

    /// <param name="environment">Holds PATH.</param>
    /// <param name="overlay">The full path of a directory whose programs are its author's; absent where there is none.</param>
    public static SearchPath Of(ProcessEnvironment environment, string? overlay)
    {
        var entries = (environment.Find("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .ToLookup(entry => Path.IsPathFullyQualified(entry) && !IsInside(Path.GetFullPath(entry), overlay));
        return new SearchPath { Directories = [.. entries[true]], LeftOut = [.. entries[false]] };
    }

    /// <returns>The full path of the first executable file of that name; <c>null</c> when there is none.</returns>
    public string? Find(string program) =>
        Directories.Select(directory => Path.Combine(directory, program)).FirstOrDefault(IsExecutable);

    /// <summary>As the child's PATH.</summary>
    public override string ToString() => string.Join(Path.PathSeparator, Directories);

    private static bool IsInside(string directory, string? overlay) => overlay is not null
        && (directory == overlay || directory.StartsWith(overlay + Path.DirectorySeparatorChar, StringComparison.Ordinal));

    private static bool IsExecutable(string path)
    {
        const UnixFileMode AnyExecute =
            UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != 0);
    }
}
