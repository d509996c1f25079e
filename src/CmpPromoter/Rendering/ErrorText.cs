using System.Text;
using System.Text.RegularExpressions;
using CmpPromoter.Diagnostics;
using CmpPromoter.Rendering.Parameters;

namespace CmpPromoter.Rendering;

/// <summary>Makes a child's stderr fit for the Argo CD UI: no terminal codes, no passwords of URLs, short paths.</summary>
internal static partial class ErrorText
{
    private const int MaxLineChars = 8 * 1024; // One line of kustomize nests the whole chain of bases.

    public static ImmutableArray<string> Lines(ErrorTail errors, OverlayDirectory overlay)
    {
        // As it mostly is; the expressions take milliseconds to build.
        if (errors.Bytes.IsEmpty)
        {
            return [];
        }

        var text = Shorten(Terminal().Replace(Encoding.UTF8.GetString(errors.Bytes.Span), ""), overlay);
        var lines = text
            .Split('\n')
            .Select(line => SafeText.OneLine(line, MaxLineChars))
            .Where(line => line.Length > 0);
        return errors.DroppedBytes > 0
            ? [$"({errors.DroppedBytes} bytes before this are left out)", .. lines]
            : [.. lines];
    }

    /// <summary>Paths as they are in the repository: where the checkout lies on this machine helps nobody.</summary>
    public static string Shorten(string text, OverlayDirectory overlay)
    {
        var local = UserInfo().Replace(PrivateFolder().Replace(Workspace().Replace(text, ""), ""), "//…@");
        return Path.IsPathFullyQualified(overlay.Name) || overlay.FullPath == "/"
            ? local
            : Regex.Replace(local, Regex.Escape(overlay.FullPath) + @"(?![\w.-])", _ => overlay.Name);
    }

    // CSI sequences (colours, cursor), OSC sequences (titles, links), and two-character escapes.
    [GeneratedRegex(@"\x1B(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1B]*(?:\x07|\x1B\\)?|[@-Z\\-_])")]
    private static partial Regex Terminal();

    // Argo CD's copy of the repository for one call: <work directory>/_cmp_server/<uuid>/.
    [GeneratedRegex(@"(?:/[\w.+-]+)*/_cmp_server/[0-9a-f-]{36}/", RegexOptions.NonBacktracking)]
    private static partial Regex Workspace();

    // Parameters/PrivateOverlay: the repository's shape again, so that what follows is a path in the repository.
    [GeneratedRegex($@"(?:/[\w.+-]+)*/{PrivateOverlay.FolderPrefix}\w{{32}}/", RegexOptions.NonBacktracking)]
    private static partial Regex PrivateFolder();

    [GeneratedRegex(@"//[^/@\s]*@", RegexOptions.NonBacktracking)]
    private static partial Regex UserInfo();
}
