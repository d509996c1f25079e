using CmpPromoter.Copying;
using CmpPromoter.Registry;

namespace CmpPromoter.Commands;

/// <summary>What differs between rooms that serve one render and rooms that serve all of a daemon's.</summary>
internal sealed record RoomSharing
{
    /// <summary>For one command: nothing outlives it.</summary>
    public static readonly RoomSharing OfOneRun = new() { Rules = FlightRules.OfOneRun };

    public required FlightRules Rules { get; init; }

    /// <summary>The rooms work for renders in other processes.</summary>
    public bool ServesOthers { get; init; }

    /// <summary>Put around the destination.</summary>
    public Func<IRegistry, IRegistry> Destination { get; init; } = registry => registry;

    /// <summary>Is told how every copy ended.</summary>
    public Action<EndedCopy>? Ended { get; init; }
}
