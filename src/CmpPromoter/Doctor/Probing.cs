using System.Globalization;
using CmpPromoter.Copying;
using CmpPromoter.Diagnostics;
using CmpPromoter.Registry;

namespace CmpPromoter.Doctor;

/// <summary>Bounds each look: it answers, fails, or is given up when its time is over.</summary>
/// <param name="limit">How long one look may take.</param>
/// <param name="time">The clock that counts.</param>
internal sealed class Probing(TimeSpan limit, TimeProvider time)
{
    public const string NetworkCure = "Check the way there: DNS, VPC endpoints, security groups, HTTPS_PROXY and NO_PROXY";

    private const string BusyCure = "Run it again in a minute: others use up the account's quota now";

    /// <summary>As <see cref="FindAsync"/>, for a look that tells by itself what it has seen.</summary>
    public async Task<ImmutableArray<Finding>> RunAsync(
        string subject,
        string what,
        Silence silence,
        Func<CancellationToken, Task<ImmutableArray<Finding>>> look,
        CancellationToken cancellationToken)
    {
        var (findings, failure) = await FindAsync(subject, what, silence, look, cancellationToken);
        return failure is null ? findings : [failure];
    }

    /// <param name="subject">Under which heading a failure stands.</param>
    /// <param name="what">What is looked at, as the beginning of a sentence.</param>
    /// <param name="silence">What it means when nothing answers.</param>
    /// <param name="look">The look.</param>
    /// <param name="cancellationToken">The caller gives up.</param>
    /// <returns>What the look found, or why it came to no end.</returns>
    public async Task<(TFound? Found, Finding? Failure)> FindAsync<TFound>(
        string subject,
        string what,
        Silence silence,
        Func<CancellationToken, Task<TFound>> look,
        CancellationToken cancellationToken)
    {
        using var budget = new TimeBudget(limit, time, cancellationToken);
        try
        {
            // What does not heed its token is left behind: the process ends soon after.
            return (await Task.Run(() => look(budget.Token), budget.Token).WaitAsync(budget.Token), null);
        }
        catch (OperationCanceledException) when (budget.HasRunOut)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{what}: no answer within {limit.TotalSeconds:0.###} s");
            return (default, Finding.Bad(subject, text, silence.Cure, silence.Failure));
        }
        catch (RegistryException busy) when (busy.Fault is RegistryFault.Throttled)
        {
            return (default, Finding.Doubtful(subject, $"{what}: {busy.Message}", BusyCure));
        }
        catch (RegistryException fault)
        {
            return (default, Finding.Bad(subject, fault.Message, Cure(fault), FailureKind.Remote));
        }
        catch (PromoterException fault)
        {
            return (default, Finding.Bad(subject, fault.Message, cure: null, fault.Kind));
        }
    }

    private static string? Cure(RegistryException fault) => fault.Fault switch
    {
        RegistryFault.Unreachable or RegistryFault.Broken => NetworkCure,
        RegistryFault.Tls => RegistryFailure.TlsCure(fault.Host),
        RegistryFault.Unavailable => "Run it again in a minute",
        _ => null,
    };
}
