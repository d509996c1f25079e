using CmpPromoter.Diagnostics;
using CmpPromoter.Overlays;
using CmpPromoter.Promotion;

namespace CmpPromoter;

/// <summary>Brings the images of several overlays to the destination, as one plan: what they share is asked for and copied once.</summary>
internal sealed class PromotePipeline(OverlayImages images, IPromoter promoter, TimeProvider time)
{
    /// <param name="directories">The overlays.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="length">How long all may take.</param>
    /// <param name="observer">Is told how the promotion goes on.</param>
    /// <param name="cancellationToken">Ends everything; what was finished stays.</param>
    /// <returns>How every image ended, failed ones included.</returns>
    /// <exception cref="PromoterException">Nothing could be decided.</exception>
    public async Task<PromotionReport> PromoteAsync(
        ImmutableArray<string> directories,
        Caller caller,
        TimeSpan length,
        IPromotionObserver observer,
        CancellationToken cancellationToken)
    {
        using var budget = new TimeBudget(length, time, cancellationToken);
        try
        {
            var uses = await images.FindAsync(directories, budget.Token);
            return await promoter.PromoteAsync(uses, caller, observer, budget);
        }
        catch (OperationCanceledException ended) when (budget.HasRunOut)
        {
            throw PromotionFailure.OutOfTime(caller, length, Consequence.OfPromote, ended);
        }
    }
}
