using CmpPromoter.Configuration;
using CmpPromoter.Copying;
using CmpPromoter.Promotion;
using CmpPromoter.Registry;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Commands;

/// <summary>The rooms that move bytes to one destination, for a plan of an overlay or a copy of one image alike.</summary>
internal sealed class CopyingRooms : IDisposable
{
    private readonly ImageCopier copier;

    /// <param name="destination">Where images go. Not owned.</param>
    /// <param name="concurrency">Blobs moved at the same time.</param>
    /// <param name="artifacts">What becomes of signatures and the like.</param>
    /// <param name="sharing">How the rooms are shared.</param>
    /// <param name="time">The clock of them all.</param>
    /// <param name="loggers">Where they log. Not owned.</param>
    public CopyingRooms(
        IRegistry destination, int concurrency, ArtifactMode artifacts, RoomSharing sharing, TimeProvider time, ILoggerFactory loggers)
    {
        copier = new ImageCopier(destination, concurrency, artifacts, time, sharing.Rules);
        Copies = new ImageFlights(copier, sharing.Rules, time, loggers.CreateLogger<ImageFlights>(), sharing.Ended);
        Runner = new PlanRunner(destination, Copies, sharing.Rules, time);
    }

    public ImageFlights Copies { get; }

    public PlanRunner Runner { get; }

    public void Dispose() => copier.Dispose();
}
