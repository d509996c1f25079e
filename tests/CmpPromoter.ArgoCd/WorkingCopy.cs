using System.Text.RegularExpressions;

namespace CmpPromoter.ArgoCd;

/// <summary>One call's own copy of the repository below <c>_cmp_server/&lt;uuid&gt;</c>, with the modes that arrive through the tar stream.</summary>
internal sealed class WorkingCopy : IDisposable
{
    private const UnixFileMode FileMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode DirectoryMode =
        FileMode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly ImmutableArray<Regex> exclusions;
    private readonly bool preservesModes;

    /// <summary>Copies the checkout; the exclusions are Go's filepath.Match patterns over paths relative to its root.</summary>
    public WorkingCopy(string workRoot, string checkout, ImmutableArray<string> tarExclusions, bool preserveFileMode)
    {
        preservesModes = preserveFileMode;
        exclusions = [.. tarExclusions.Select(Pattern)];
        Root = Path.Combine(workRoot, Guid.NewGuid().ToString());
        Directory.CreateDirectory(Root);
        Copy(new DirectoryInfo(checkout), "");
    }

    public string Root { get; }

    /// <exception cref="CmpException">The path leads out of the copy.</exception>
    public string Enter(string relativePath)
    {
        var directory = Path.GetFullPath(Path.Combine(Root, relativePath)).TrimEnd('/');
        return directory.StartsWith(Root, StringComparison.Ordinal)
            ? directory
            : throw new CmpException("illegal appPath: out of workDir bound");
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static Regex Pattern(string glob) =>
        new(@"\A" + Regex.Escape(glob).Replace(@"\*", "[^/]*", StringComparison.Ordinal).Replace(@"\?", "[^/]", StringComparison.Ordinal) + @"\z");

    private void Copy(DirectoryInfo source, string relativeDirectory)
    {
        foreach (var entry in source.EnumerateFileSystemInfos())
        {
            var relative = Path.Combine(relativeDirectory, entry.Name);
            if (exclusions.Any(pattern => pattern.IsMatch(relative)))
            {
                continue;
            }

            var target = Path.Combine(Root, relative);
            if (entry.LinkTarget is { } link)
            {
                File.CreateSymbolicLink(target, link);
            }
            else if (entry is DirectoryInfo directory)
            {
                Directory.CreateDirectory(target);
                File.SetUnixFileMode(target, preservesModes ? entry.UnixFileMode : DirectoryMode);
                Copy(directory, relative);
            }
            else
            {
                File.Copy(entry.FullName, target);
                File.SetUnixFileMode(target, preservesModes ? entry.UnixFileMode : FileMode);
            }
        }
    }
}
