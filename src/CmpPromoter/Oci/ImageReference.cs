using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace CmpPromoter.Oci;

/// <summary>A fully named image: registry, repository, and a tag, a digest or both.</summary>
/// <remarks>
/// The grammar and its defaults (docker.io, library/, latest) are those of
/// https://github.com/distribution/reference, which kubelet and containerd use.
/// </remarks>
internal sealed record ImageReference
{
    /// <summary>Longer texts are not references: host 259, repository 255, tag 128, digest 71 and their separators.</summary>
    public const int MaxChars = 1024;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");
    private static readonly Tag Latest = Oci.Tag.Parse("latest");

    public required RegistryHost Registry { get; init; }

    public required RepositoryName Repository { get; init; }

    /// <summary>Absent when the reference has a digest and no tag; <c>latest</c> when it has neither.</summary>
    public required Tag? Tag { get; init; }

    public required Digest? Digest { get; init; }

    /// <exception cref="FormatException">The text is not an image reference; the message says why.</exception>
    public static ImageReference Parse(string text) =>
        TryParse(text, out var reference, out var reason) ? reference : throw new FormatException(reason);

    public static bool TryParse(
        string text, [NotNullWhen(true)] out ImageReference? reference, [NotNullWhen(false)] out string? reason)
    {
        reference = null;
        if (text.Length is 0 or > MaxChars)
        {
            reason = text.Length == 0 ? "the image reference is empty" : $"the image reference has more than {MaxChars} characters";
            return false;
        }

        if (text.Length == Oci.Digest.HashBytes * 2 && !text.AsSpan().ContainsAnyExcept(LowerHex))
        {
            reason = "64 hexadecimal characters alone are a container's or image's id, not a reference; "
                + "write repository@sha256:… for a digest";
            return false;
        }

        var (name, tagText, digestText) = Split(text);
        Digest? digest = null;
        if (digestText is not null)
        {
            if (!Oci.Digest.TryParse(digestText, out var parsed, out reason))
            {
                return false;
            }

            digest = parsed;
        }

        Tag? tag = null;
        if (tagText is not null)
        {
            if (!Oci.Tag.TryParse(tagText, out var parsed, out reason))
            {
                return false;
            }

            tag = parsed;
        }

        var (hostText, path) = SplitHost(name);
        if (!RegistryHost.TryParse(hostText, out var registry, out reason)
            || !RepositoryName.TryParse(path, out var repository, out reason))
        {
            return false;
        }

        reference = new ImageReference
        {
            Registry = registry,
            Repository = repository,
            Tag = tag ?? (digest is null ? Latest : null),
            Digest = digest,
        };
        reason = null;
        return true;
    }

    /// <summary>The reference without its registry, for lists whose images are all of one.</summary>
    public string Name => $"{Repository}{(Tag is { } tag ? ":" + tag : "")}{(Digest is { } digest ? "@" + digest : "")}";

    /// <summary>The reference in full, every default written out.</summary>
    public override string ToString() => $"{Registry}/{Name}";

    private static (string Name, string? Tag, string? Digest) Split(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var digest = at < 0 ? null : text[(at + 1)..];
        var rest = at < 0 ? text : text[..at];

        // A colon before the last slash belongs to the host's port or to an IPv6 address.
        var colon = rest.LastIndexOf(':');
        return colon > rest.LastIndexOf('/')
            ? (rest[..colon], rest[(colon + 1)..], digest)
            : (rest, null, digest);
    }

    private static (string Host, string Path) SplitHost(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : name[..slash];

        // The first part is a host when it has a dot or a colon, or is localhost. The reference grammar also takes one with an
        // upper-case letter for a host; whoever writes MyTeam/api means a repository, and is told that those are lower case.
        var isHost = first.AsSpan().ContainsAny('.', ':') || first is "localhost";
        if (isHost && first.ToLowerInvariant() is not ("docker.io" or "index.docker.io"))
        {
            return (first, name[(slash + 1)..]);
        }

        // An empty path stays empty, so that the reason for refusing it speaks of what was written.
        var path = isHost ? name[(slash + 1)..] : name;
        var isOfficial = path.Length > 0 && !path.Contains('/', StringComparison.Ordinal);
        return (RegistryHost.DockerHub.ToString(), isOfficial ? "library/" + path : path);
    }
}
