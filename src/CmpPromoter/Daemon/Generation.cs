using CmpPromoter.Configuration;
using CmpPromoter.Copying;
using CmpPromoter.Promotion;

namespace CmpPromoter.Daemon;

/// <summary>Everything that was built for one configuration; a new configuration is a new generation.</summary>
internal sealed record Generation
{
    public required PromotionOptions Options { get; init; }

    public required IPromoter Promoter { get; init; }

    public required ImageFlights Copies { get; init; }

    /// <summary>Ends what still runs and closes what was built.</summary>
    public required Func<Task> EndAsync { get; init; }
}
