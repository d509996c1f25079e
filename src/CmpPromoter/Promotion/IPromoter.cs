using CmpPromoter.Diagnostics;
using CmpPromoter.Overlays;

namespace CmpPromoter.Promotion;

/// <summary>Brings the images of an overlay to the destination: decides, and carries out. Who calls cannot tell where that happens.</summary>
internal interface IPromoter
{
    /// <summary>Promotes every image that can be promoted, whatever happens to the others.</summary>
    /// <param name="uses">What the overlay names.</param>
    /// <param name="caller">For whom.</param>
    /// <param name="observer">Is told how it goes.</param>
    /// <param name="budget">When it runs out, what is not finished is reported as such.</param>
    /// <exception cref="PromoterException">Nothing could be decided.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up, or the budget ended before anything was decided.</exception>
    Task<PromotionReport> PromoteAsync(
        ImmutableArray<ImageUse> uses, Caller caller, IPromotionObserver observer, TimeBudget budget);
}
