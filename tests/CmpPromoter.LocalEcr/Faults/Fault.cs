using CmpPromoter.LocalEcr.Log;

namespace CmpPromoter.LocalEcr.Faults;

/// <summary>
/// One fault switch: which requests, which of them counted, and what goes wrong. Absent criteria match everything.
/// </summary>
public sealed record Fault
{
    /// <summary>For <see cref="FaultPlan.Reached"/> and <see cref="FaultPlan.Strikes"/>.</summary>
    public required string Name { get; init; }

    public required FaultAction Action { get; init; }

    public AccessOrigin? Origin { get; init; }

    /// <summary>The registry's account, for the API and the token service the caller's.</summary>
    public string? AccountId { get; init; }

    /// <summary>As in <see cref="AccessEntry.Operation"/>.</summary>
    public string? Operation { get; init; }

    public string? Repository { get; init; }

    /// <summary>A tag or digest.</summary>
    public string? Reference { get; init; }

    /// <summary>How many matching requests go by unharmed first.</summary>
    public int After { get; init; }

    /// <summary>How many requests are struck; <see cref="int.MaxValue"/> for all.</summary>
    public int Times { get; init; } = 1;
}
