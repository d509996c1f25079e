using System.Collections.Concurrent;
using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Registry;

namespace CmpPromoter.Copying;

/// <summary>
/// Decides what it means that an artifact cannot be had: a warning, or the failure of its image. Safe for concurrent use.
/// </summary>
internal sealed class ArtifactRefusals(ArtifactMode mode)
{
    private readonly ConcurrentQueue<string> warnings = new();

    /// <summary>One sentence each, with the cure.</summary>
    public ImmutableArray<string> Warnings => [.. warnings];

    /// <exception cref="PromoterException">
    /// Artifacts are required, or another attempt may succeed: the image is not tagged yet, so there will be one, and what
    /// is left behind now would never be looked for again.
    /// </exception>
    public void Add(PromoterException refusal)
    {
        if (mode is ArtifactMode.Require || MayPass(refusal))
        {
            throw refusal;
        }

        warnings.Enqueue(refusal.Message);
    }

    private static bool MayPass(PromoterException refusal) => refusal.InnerException is RegistryException fault
        && (fault.IsTransient || fault.Fault is RegistryFault.Unreachable);
}
