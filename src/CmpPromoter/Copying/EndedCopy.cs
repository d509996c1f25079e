using CmpPromoter.Diagnostics;

namespace CmpPromoter.Copying;

/// <summary>How one copy ended, told once however many waited for it.</summary>
internal sealed record EndedCopy
{
    /// <summary>As whoever asked first put it.</summary>
    public required CopyRequest Request { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>Bytes of blobs sent to the destination, also by a copy that did not arrive.</summary>
    public required long MovedBytes { get; init; }

    /// <summary>Absent when it did not arrive.</summary>
    public CopyResult? Result { get; init; }

    /// <summary>Absent when it arrived, or was given up because nobody waited any more.</summary>
    public PromoterException? Failure { get; init; }
}
