namespace CmpPromoter.Configuration;

/// <summary>Where images are looked for besides the places this program knows.</summary>
internal sealed record ImageOptions
{
    public required ImmutableArray<ImageFieldOptions> Fields { get; init; }

    public required SweepMode Sweep { get; init; }
}

/// <summary>A place of an image that is not of a PodSpec's shape: <c>spec/kafka/image</c> of kind Kafka in group kafka.strimzi.io.</summary>
internal sealed record ImageFieldOptions
{
    public required string Kind { get; init; }

    /// <summary>The API group; absent: any.</summary>
    public required string? Group { get; init; }

    /// <summary>Keys from the resource's root; a sequence on the way is walked through.</summary>
    public required ImmutableArray<string> Path { get; init; }
}

/// <summary>What to do with scalars elsewhere whose whole value is a reference into the destination registry.</summary>
internal enum SweepMode
{
    /// <summary>They are not looked for.</summary>
    Off,

    /// <summary>They are promoted when they can be; a warning when they cannot.</summary>
    Warn,

    /// <summary>They are images like all others.</summary>
    Ensure,
}
