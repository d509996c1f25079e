namespace CmpPromoter.Configuration;

/// <summary>Who may promote what. Without rules every Argo CD project may promote whatever a source serves.</summary>
internal sealed record PolicyOptions
{
    public required ImmutableArray<ProjectRule> Projects { get; init; }
}

/// <summary>One Argo CD project, and globs over the destination repositories that its applications may promote.</summary>
internal sealed record ProjectRule(string Project, ImmutableArray<string> Repositories);
