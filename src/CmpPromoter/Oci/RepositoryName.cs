using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Oci;

/// <summary>The name of a repository within its registry, such as <c>team/api</c>.</summary>
/// <remarks>https://github.com/distribution/reference/blob/main/regexp.go: path-component *['/' path-component], 255 characters at most.</remarks>
internal readonly record struct RepositoryName : IComparable<RepositoryName>
{
    public const int MaxChars = 255;

    private static readonly SearchValues<char> Separators = SearchValues.Create("._-");

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

        // Character by character before the grammar, so that the reason is exact.
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

        return IsGrammatical(text)
            ? null
            : $"in the repository name '{text}' every part between '/' begins and ends with a letter or digit, joined by '.', '_', '__' or '-'";
    }

    // By hand, as the expression takes longer to build than a whole render has names to match.
    private static bool IsGrammatical(ReadOnlySpan<char> text)
    {
        foreach (var part in text.Split('/'))
        {
            if (!IsPart(text[part]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPart(ReadOnlySpan<char> part)
    {
        while (true)
        {
            var letters = part.IndexOfAny(Separators);
            if (letters < 0)
            {
                return part.Length > 0;
            }

            var rest = part[letters..];
            var separators = rest.IndexOfAnyExcept(Separators);
            if (letters == 0 || separators < 0 || !IsSeparator(rest[..separators]))
            {
                return false;
            }

            part = rest[separators..];
        }
    }

    private static bool IsSeparator(ReadOnlySpan<char> text) => text is "." or "_" or "__" || !text.ContainsAnyExcept('-');
}
