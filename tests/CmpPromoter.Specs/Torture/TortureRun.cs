namespace CmpPromoter.Specs.Torture;

/// <summary>One process of the program: how it ended, and what the destination held when it began.</summary>
internal sealed record TortureRun
{
    public required int Number { get; init; }

    /// <summary>Absent when it was killed.</summary>
    public required int? ExitCode { get; init; }

    /// <summary>stderr.</summary>
    public required string Error { get; init; }

    /// <summary>The digests of the blobs by repository.</summary>
    public required ImmutableDictionary<string, IReadOnlySet<string>> HeldBefore { get; init; }

    public bool Held(string repository, string digest) => HeldBefore[repository].Contains(digest);
}
