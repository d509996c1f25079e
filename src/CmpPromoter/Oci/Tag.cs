using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Oci;

/// <summary>A tag: a movable name of a manifest within its repository.</summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests</remarks>
internal readonly partial record struct Tag
{
    public const int MaxChars = 128;

    private readonly string? value;

    private Tag(string value)
    {
        this.value = value;
    }

    /// <exception cref="FormatException">The text is not a tag; the message says why.</exception>
    public static Tag Parse(string text) =>
        TryParse(text, out var tag, out var reason) ? tag : throw new FormatException(reason);

    public static bool TryParse(string text, out Tag tag, [NotNullWhen(false)] out string? reason)
    {
        tag = default;
        if (!Grammar().IsMatch(text))
        {
            reason = text.Length == 0
                ? "the tag after ':' is empty"
                : text.Length > MaxChars
                    ? $"the tag has {text.Length} characters; {MaxChars} are allowed"
                    : $"the tag '{SafeText.OneLine(text)}' may hold letters, digits, '_', '.' and '-' only, and not begin with '.' or '-'";
            return false;
        }

        tag = new Tag(text);
        reason = null;
        return true;
    }

    public override string ToString() => value ?? throw new InvalidOperationException("an unset tag");

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex Grammar();
}
