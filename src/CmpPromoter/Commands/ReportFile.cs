using CmpPromoter.Diagnostics;

namespace CmpPromoter.Commands;

/// <summary>Where <c>--report</c> wants the report: a file that is there whole or not at all.</summary>
internal sealed class ReportFile
{
    private static readonly ImmutableArray<string> SystemFolders = ["/dev/", "/proc/", "/sys/"];

    private readonly string path;

    private ReportFile(string path)
    {
        this.path = path;
    }

    /// <summary>Refuses a place that cannot take the report, before anything is done that it would have to tell of.</summary>
    /// <returns><c>null</c> where none is wanted.</returns>
    public static ReportFile? Open(string? path)
    {
        if (path is null)
        {
            return null;
        }

        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full);
        if (path.Length == 0 || folder is null || Directory.Exists(full))
        {
            throw Unusable(path, "it is a directory. Name a file");
        }

        if (!Directory.Exists(folder))
        {
            throw Unusable(path, $"there is no directory {folder}. Create it, or name a file elsewhere");
        }

        // The report replaces what stands under its name, which must not be a device or somebody's link.
        if (new FileInfo(full) is { Exists: true } there && (there.LinkTarget is not null || IsSystem(full)))
        {
            throw Unusable(path, "it is not a plain file. Name a file that can be replaced");
        }

        var report = new ReportFile(full);
        try
        {
            using (report.Create())
            {
                // Only to know now that it can be made.
            }

            File.Delete(report.Temporary);
            return report;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, fault.Message, fault);
        }
    }

    private string Temporary => $"{path}.{Environment.ProcessId}.tmp";

    /// <summary>Not to be cancelled: it tells of what has been done.</summary>
    public void Write(string text)
    {
        try
        {
            using (var file = Create())
            {
                file.Write(System.Text.Encoding.UTF8.GetBytes(text));
                file.Flush(flushToDisk: true);
            }

            File.Move(Temporary, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, fault.Message, fault);
        }
    }

    private FileStream Create() => new(Temporary, FileMode.Create, FileAccess.Write, FileShare.None);

    /// <summary>Devices and the like; the runtime does not tell a device from a file.</summary>
    private static bool IsSystem(string full) =>
        SystemFolders.Any(folder => full.StartsWith(folder, StringComparison.Ordinal));

    private static PromoterException Unusable(string path, string reason, Exception? inner = null) => new(
        FailureKind.Usage, $"Writing the report {SafeText.OneLine(path)}: {SafeText.OneLine(reason).TrimEnd('.')}.", inner);
}
