namespace CmpPromoter.Rendering.Parameters;

/// <summary>Where a path leads once every symbolic link on the way is followed.</summary>
internal static class RealPath
{
    // Linux gives up after as many (ELOOP).
    private const int MaxLinks = 40;

    /// <param name="path">Absolute.</param>
    /// <returns><c>null</c> when nothing is there, or the links lead in a circle.</returns>
    public static string? Find(string path)
    {
        var pending = new Stack<string>(Segments(path));
        var links = 0;
        var real = "/";
        while (pending.TryPop(out var segment))
        {
            if (segment == "..")
            {
                real = Path.GetDirectoryName(real) ?? "/";
                continue;
            }

            var next = Path.Combine(real, segment);
            var target = new FileInfo(next).LinkTarget;
            if (target is null)
            {
                real = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                return null;
            }

            real = Path.IsPathRooted(target) ? "/" : real;
            foreach (var part in Segments(target))
            {
                pending.Push(part);
            }
        }

        return Path.Exists(real) ? real : null;
    }

    public static bool IsWithin(string path, string directory) =>
        path == directory || path.StartsWith(directory == "/" ? directory : directory + "/", StringComparison.Ordinal);

    /// <summary>Last first, as a stack takes them.</summary>
    private static IEnumerable<string> Segments(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(segment => segment != ".").Reverse();
}
