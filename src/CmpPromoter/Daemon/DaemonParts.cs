using CmpPromoter.Configuration;

namespace CmpPromoter.Daemon;

/// <summary>What a daemon is made of besides its listeners.</summary>
internal sealed record DaemonParts
{
    /// <summary>The program's version.</summary>
    public required string Version { get; init; }

    /// <summary>The administrator's file.</summary>
    public required string ConfigurationPath { get; init; }

    /// <summary>The file as it was read at the start.</summary>
    public required PromotionOptions Options { get; init; }

    /// <summary>Builds what works by a configuration.</summary>
    public required Func<PromotionOptions, Generation> CreateGeneration { get; init; }

    public required CopyRecords Records { get; init; }
}
