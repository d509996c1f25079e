using System.Collections.Frozen;
using System.Text;

namespace CmpPromoter.Extraction;

/// <summary>Which scalars may be images: those under certain keys, and those that begin with the destination's host.</summary>
/// <param name="imageKeys">A scalar under one of these keys may be an image.</param>
/// <param name="destinationPrefix">A scalar that begins so may be one as well; empty: none.</param>
internal sealed class WantedScalars(FrozenSet<string> imageKeys, string destinationPrefix)
{
    private readonly byte[] prefix = Encoding.UTF8.GetBytes(destinationPrefix);

    public bool IsImageKey(string key) => imageKeys.Contains(key);

    /// <summary>The text begins with the destination registry's host and a slash; a host is ASCII.</summary>
    public bool IsInDestination(ReadOnlySpan<char> text) =>
        prefix.Length > 0 && text.Length >= prefix.Length && Ascii.EqualsIgnoreCase(prefix, text[..prefix.Length]);

    public bool IsInDestination(ReadOnlySpan<byte> text) =>
        prefix.Length > 0 && text.Length >= prefix.Length && Ascii.EqualsIgnoreCase(prefix, text[..prefix.Length]);

    /// <summary>It cannot be told from this beginning that the text is not in the destination.</summary>
    public bool MayBeInDestination(ReadOnlySpan<byte> beginning)
    {
        var length = Math.Min(prefix.Length, beginning.Length);
        return prefix.Length > 0 && Ascii.EqualsIgnoreCase(prefix.AsSpan(0, length), beginning[..length]);
    }
}
