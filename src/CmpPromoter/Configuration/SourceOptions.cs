namespace CmpPromoter.Configuration;

/// <summary>A registry that images may come from, and which of the destination's repositories it serves.</summary>
internal sealed record SourceOptions
{
    public required RegistryOptions Registry { get; init; }

    /// <summary>Globs over the destination repository's name; one that matches is enough.</summary>
    public required ImmutableArray<string> Repositories { get; init; }

    /// <summary>How a repository's name differs at the source; absent: the same name at both.</summary>
    public required RenameOptions? Rename { get; init; }
}

/// <summary>A repository whose destination name begins with <see cref="Prefix"/> begins with <see cref="With"/> at the source.</summary>
internal sealed record RenameOptions(string Prefix, string With);
