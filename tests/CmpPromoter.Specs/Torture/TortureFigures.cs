namespace CmpPromoter.Specs.Torture;

/// <summary>What a torture came to.</summary>
internal sealed record TortureFigures
{
    public required string Title { get; init; }

    /// <summary>Repeats the instants and the faults: CMP_PROMOTER_TORTURE_SEED.</summary>
    public required int Seed { get; init; }

    public int Kills { get; init; }

    public int Faults { get; init; }

    /// <summary>Runs that ended by themselves, well or not.</summary>
    public int OtherRuns { get; init; }

    /// <summary>How often every image had arrived and the destination was emptied.</summary>
    public int ColdCopies { get; init; }

    public long BytesMoved { get; init; }

    public long BytesMovedTwice { get; init; }

    public int IncompleteTags { get; init; }

    public override string ToString() =>
        $"torture, {Title}: {Kills} kills, {Faults} faults, {OtherRuns} other runs, {ColdCopies} cold copies, "
        + $"{BytesMoved} bytes moved, bytes moved twice = {BytesMovedTwice}, incomplete tags = {IncompleteTags} "
        + $"(seed {Seed})";
}
