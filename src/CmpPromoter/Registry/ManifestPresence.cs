using CmpPromoter.Oci;

namespace CmpPromoter.Registry;

/// <summary>A registry's answer to which manifests of one repository it holds.</summary>
internal sealed record ManifestPresence
{
    /// <summary>
    /// The registry says that there is no such repository; always false where it does not tell (type oci).
    /// </summary>
    public bool IsRepositoryMissing { get; init; }

    /// <summary>
    /// One entry per key asked for, in the keys' order: the manifest's digest, <c>null</c> where it is absent.
    /// </summary>
    public required ImmutableArray<Digest?> Digests { get; init; }
}
