namespace CmpPromoter.Copying;

/// <summary>How long shared work outlives those who asked for it, and how long its end is remembered.</summary>
internal sealed record FlightRules
{
    /// <summary>A process that renders once and ends: nothing goes on alone, and what succeeded need not be done again.</summary>
    public static readonly FlightRules OfOneRun = new()
    {
        Grace = TimeSpan.Zero,
        Memory = Timeout.InfiniteTimeSpan,
        BackOff = TimeSpan.Zero,
    };

    /// <summary>How long a copy goes on that nobody waits for any more.</summary>
    public required TimeSpan Grace { get; init; }

    /// <summary>How long what succeeded counts as done; zero: not at all; infinite where the process soon ends.</summary>
    public required TimeSpan Memory { get; init; }

    /// <summary>How long after a failed copy the next attempt is told its reason instead of being made.</summary>
    public required TimeSpan BackOff { get; init; }

    /// <summary>Of what a copy consists of: it lives as long as a copy needs it, and no longer.</summary>
    public FlightRules OfParts => this with { Grace = TimeSpan.Zero, BackOff = TimeSpan.Zero };
}
