namespace CmpPromoter.LocalEcr.Accounts;

/// <summary>Whether a tag can be moved, and what the exclusion filters turn around.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html</remarks>
public enum TagMutability
{
    Mutable,
    Immutable,
    ImmutableWithExclusion,
    MutableWithExclusion,
}
