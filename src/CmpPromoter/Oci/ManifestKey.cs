namespace CmpPromoter.Oci;

/// <summary>How a manifest is asked for within its repository: by tag or by digest, never both.</summary>
internal readonly record struct ManifestKey
{
    private ManifestKey(Tag? tag, Digest? digest)
    {
        Tag = tag;
        Digest = digest;
    }

    public Tag? Tag { get; }

    public Digest? Digest { get; }

    public static ManifestKey Of(Tag tag) => new(tag, null);

    public static ManifestKey Of(Digest digest) => new(null, digest);

    /// <summary>The tag or the digest, as it stands in a manifest URL.</summary>
    public override string ToString() => Digest?.ToString() ?? Tag.ToString() ?? "";
}
