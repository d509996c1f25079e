namespace CmpPromoter.Registry;

/// <summary>
/// How long a registry may be silent. Nothing here limits how long a transfer takes while bytes move.
/// </summary>
internal sealed record Patience
{
    /// <summary>Between two pieces of a body, either way.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>From a request to the head of its answer.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>From the last byte of a blob to the answer: registries hash and move the whole blob then.</summary>
    public TimeSpan Commit { get; init; } = TimeSpan.FromMinutes(5);
}
