using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Oci;

/// <summary>The name of a repository within its registry, such as <c>team/api</c>.</summary>
/// <remarks>https://github.com/distribution/reference/blob/main/regexp.go: path-component *['/' path-component], 255 characters at most.</remarks>
internal readonly partial record struct RepositoryName : IComparable<RepositoryName>
{
    public const int MaxChars = 255;

    private readonly string? value;

    private RepositoryName(string value)
    {
        this.value = value;
    }

    /// <exception cref="FormatException">The text is not a repository name; the message says why.</exception>
    public static RepositoryName Parse(string text) =>
        TryParse(text, out var name, out var reason) ? name : throw new FormatException(reason);

    public static bool TryParse(string text, out RepositoryName name, [NotNullWhen(false)] out string? reason)
    {
        name = default;
        reason = Refuse(text);
        if (reason is not null)
        {
            return false;
        }

        name = new RepositoryName(text);
        return true;
    }

    public int CompareTo(RepositoryName other) => string.CompareOrdinal(value, other.value);

    public override string ToString() => value ?? throw new InvalidOperationException("an unset repository name");

    private static string? Refuse(string text)
    {
        if (text.Length == 0)
        {
            return "the repository name is empty";
        }

        if (text.Length > MaxChars)
        {
            return $"the repository name has {text.Length} characters; {MaxChars} are allowed";
        }

        // Character by character before the grammar, so that the reason is exact and the grammar runs on short plain text only.
        foreach (var character in text)
        {
            if (char.IsAsciiLetterUpper(character))
            {
                return $"the repository name '{SafeText.OneLine(text)}' has upper-case letters; repository names are lower case";
            }

            if (!char.IsAsciiLetterLower(character) && !char.IsAsciiDigit(character) && character is not ('.' or '_' or '-' or '/'))
            {
                return $"the repository name '{SafeText.OneLine(text)}' may hold lower-case letters, digits, '.', '_', '-' and '/' only";
            }
        }

        return Grammar().IsMatch(text)
            ? null
            : $"in the repository name '{text}' every part between '/' begins and ends with a letter or digit, joined by '.', '_', '__' or '-'";
    }

    [GeneratedRegex(@"\A[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Grammar();
}
