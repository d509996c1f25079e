using System.Diagnostics.CodeAnalysis;

namespace CmpPromoter.Rendering.Parameters;

/// <summary>One image as <c>kustomize edit set image</c> takes it; <c>*</c> in a part keeps what the kustomization has.</summary>
/// <remarks>https://github.com/kubernetes-sigs/kustomize/blob/master/kustomize/commands/edit/set/setimage.go</remarks>
internal sealed record ImageOverride
{
    public const string Keep = "*";

    public const string Forms =
        "NAME:TAG, NAME@DIGEST, NAME:TAG@DIGEST, or NAME=NEWNAME with or without :TAG and @DIGEST";

    public required string Name { get; init; }

    public string? NewName { get; init; }

    public string? NewTag { get; init; }

    public string? Digest { get; init; }

    public static bool TryParse(string text, [NotNullWhen(true)] out ImageOverride? image)
    {
        image = null;
        var sides = text.Split('=');
        if (sides.Length > 2 || text.Any(character => char.IsWhiteSpace(character) || char.IsControl(character)))
        {
            return false;
        }

        var (name, tag, digest) = Split(sides[^1]);
        var isRenamed = sides.Length == 2;
        if (sides[0].Length == 0 || name.Length == 0 || tag is "" || digest is "" || (!isRenamed && tag is null && digest is null))
        {
            return false;
        }

        image = new ImageOverride
        {
            Name = isRenamed ? sides[0] : name,
            NewName = isRenamed ? name : null,
            NewTag = tag,
            Digest = digest,
        };
        return true;
    }

    /// <summary>A colon before the last slash is a registry's port.</summary>
    private static (string Name, string? Tag, string? Digest) Split(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var (rest, digest) = at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
        var colon = rest.LastIndexOf(':');
        return colon > rest.LastIndexOf('/') ? (rest[..colon], rest[(colon + 1)..], digest) : (rest, null, digest);
    }
}
