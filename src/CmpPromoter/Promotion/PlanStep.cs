using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Overlays;
using CmpPromoter.Registry;

namespace CmpPromoter.Promotion;

/// <summary>What one distinct image reference of the overlay needs.</summary>
internal sealed record PlanStep
{
    public required ImageReference Reference { get; init; }

    /// <summary>Everywhere the overlay names it, in the overlay's order; empty where somebody named it without one.</summary>
    public required ImmutableArray<ImageUse> Uses { get; init; }

    public required StepState State { get; init; }

    /// <summary>The render fails when this image cannot be promoted; false when it was only swept up.</summary>
    public required bool IsRequired { get; init; }

    /// <summary>The manifest's digest, at the destination when Present, at the source when Missing; else absent.</summary>
    public Digest? Digest { get; init; }

    /// <summary>Where the source has the same tag, when it was compared and is another digest; else absent.</summary>
    public Digest? SourceDigest { get; init; }

    /// <summary>Where a Missing image comes from; else absent.</summary>
    public SourceImage? Source { get; init; }

    /// <summary>How large a Missing image is; absent when nobody measured it or it could not be read.</summary>
    public ImageSize? Size { get; init; }

    /// <summary>When a Missing image was built, as it says itself; absent as <see cref="Size"/> is, or when it does not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The tag that the copy sets; absent when only the digest is to be there.</summary>
    public Tag? SetsTag { get; init; }

    /// <summary>The destination repository does not exist yet and will be created.</summary>
    public bool CreatesRepository { get; init; }

    /// <summary>Nobody creates that repository but the push of the image.</summary>
    public bool IsRepositoryMadeByPush { get; init; }

    /// <summary>Why it is Refused, with the cure; or something worth knowing of any other state; else absent.</summary>
    public string? Note { get; init; }

    /// <summary>The failure that a Refused image is; else absent.</summary>
    public FailureKind? Failure { get; init; }

    /// <summary>Its digest alone is what is to be there: nothing confirms that its tag means it.</summary>
    public PlanStep LeaveUntagged(string why) => this with
    {
        SetsTag = null,
        Note = $"its tag {SetsTag} is not set: {why.TrimEnd('.')}; the digest decides what runs",
    };

    public PlanStep Refuse(FailureKind failure, string reason) => this with
    {
        State = StepState.Refused,
        Failure = failure,
        Note = reason,
        Source = null,
        SetsTag = null,
    };
}

/// <summary>Bytes of an image's blobs, of all platforms; and those of them that the destination's repository has already.</summary>
internal sealed record ImageSize(long Bytes, long HeldBytes);

/// <summary>The four things a step can be.</summary>
internal enum StepState
{
    /// <summary>The destination has it.</summary>
    Present,

    /// <summary>The destination lacks it and a source has it.</summary>
    Missing,

    /// <summary>It cannot be promoted; the note says why.</summary>
    Refused,

    /// <summary>It is of another registry and left alone.</summary>
    Foreign,
}

/// <summary>A manifest where it was found; in the destination itself when only a tag is missing.</summary>
internal sealed record SourceImage
{
    public required IRegistry Registry { get; init; }

    public required RepositoryName Repository { get; init; }

    public required Manifest Manifest { get; init; }
}
