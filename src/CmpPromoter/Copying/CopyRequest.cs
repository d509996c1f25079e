using CmpPromoter.Oci;
using CmpPromoter.Overlays;
using CmpPromoter.Registry;

namespace CmpPromoter.Copying;

/// <summary>One image to be brought to the destination: what, from where, under which tag.</summary>
internal sealed record CopyRequest
{
    /// <summary>The image as the overlay names it; for messages.</summary>
    public required ImageReference Reference { get; init; }

    public required IRegistry Source { get; init; }

    public required RepositoryName SourceRepository { get; init; }

    public required RepositoryName DestinationRepository { get; init; }

    /// <summary>The manifest or index as the source holds it; from here on only digests count.</summary>
    public required Manifest Manifest { get; init; }

    /// <summary>Absent for an image that is named by digest alone.</summary>
    public required Tag? Tag { get; init; }

    /// <summary>
    /// A timestamp of the process's clock: the destination was found to lack the image at this instant or later. Absent where
    /// nobody knows, and then a copy that has ended is no answer.
    /// </summary>
    public long? AbsentSince { get; init; }

    /// <summary>For whom; who shares the copy later is not named.</summary>
    public Caller Caller { get; init; } = Caller.Unnamed;
}
