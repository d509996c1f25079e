namespace CmpPromoter.Configuration;

/// <summary>
/// What a glob over repository names may look like: names whose parts may hold <c>*</c> (anything but '/'), and
/// <c>**</c> as a whole part (any number of parts).
/// </summary>
/// <remarks>Refused is what can match no repository name, or what reads as a wildcard and is none.</remarks>
internal static class RepositoryGlob
{
    /// <summary>Every repository.</summary>
    public const string All = "**";

    /// <returns>What is wrong and what is valid; <c>null</c> for a good glob.</returns>
    public static string? Refuse(string glob)
    {
        if (!glob.All(character => IsOfName(character) || character is '*' or '/'))
        {
            return "write a repository name in lower case; the wildcards are * (within one part) and ** (any parts)";
        }

        var parts = glob.Split('/');
        return parts.Any(part => part is "" or "." or ".."
            || (part.Contains(All, StringComparison.Ordinal) && part != All))
            ? "write parts between single slashes, such as team-a/** or team-a/*-api; ** stands alone in its part"
            : null;
    }

    /// <returns>What is wrong with a name's beginning; <c>null</c> for a good one, which may be empty.</returns>
    public static string? RefusePrefix(string prefix) =>
        prefix.All(character => IsOfName(character) || character == '/')
        && !prefix.StartsWith('/') && !prefix.Contains("//", StringComparison.Ordinal)
            ? null
            : "write how a repository name begins: lower-case letters, digits, '.', '_', '-' and '/', "
                + "without wildcards";

    private static bool IsOfName(char character) =>
        char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '.' or '_' or '-';
}
