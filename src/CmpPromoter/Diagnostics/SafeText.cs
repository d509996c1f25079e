using System.Globalization;
using System.Text;

namespace CmpPromoter.Diagnostics;

/// <summary>Makes text that came from outside fit to stand in a one-line message: no secrets of a URL, no control characters, bounded.</summary>
internal static class SafeText
{
    /// <summary>A registry's own sentence rarely passes 400 characters; the longest ECR 403 sentences stay below this.</summary>
    public const int MaxForeignChars = 1024;

    /// <summary>Scheme, host, port and path of <paramref name="uri"/>; user info, query values and fragment are left out.</summary>
    /// <remarks>Presigned S3 URLs and upload locations carry credentials in the query.</remarks>
    public static string Of(Uri uri)
    {
        if (!uri.IsAbsoluteUri)
        {
            return OneLine(uri.OriginalString.Split('?', '#')[0]);
        }

        if (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
        {
            // Where the secrets of another scheme's URL stand is its own affair: ftp has no query, and a path of everything.
            return OneLine($"{uri.Scheme}://{uri.Host}/…");
        }

        var text = uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        return OneLine(uri.Query.Length > 1 ? text + "?…" : text);
    }

    /// <summary><paramref name="text"/> on one line, control and bidirectional-formatting characters replaced, cut at <paramref name="maxChars"/>.</summary>
    public static string OneLine(string text, int maxChars = MaxForeignChars)
    {
        var line = new StringBuilder(Math.Min(text.Length, maxChars));
        foreach (var character in text.AsSpan().Trim().EnumerateRunes())
        {
            if (line.Length >= maxChars)
            {
                line.Append('…');
                break;
            }

            if (!IsInvisible(character))
            {
                line.Append(character);
            }
            else if (line.Length > 0 && line[^1] != ' ')
            {
                line.Append(' ');
            }
        }

        return line.ToString();
    }

    /// <summary>Shows nothing of its own, and may change how or where the rest is shown: line breaks, terminal codes, directions.</summary>
    public static bool IsInvisible(Rune character) => Rune.GetUnicodeCategory(character) is UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
