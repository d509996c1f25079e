namespace CmpPromoter.Configuration;

/// <summary>Who may promote what. Without rules every Argo CD project may promote whatever a source serves.</summary>
internal sealed record PolicyOptions
{
    public required ImmutableArray<ProjectRule> Projects { get; init; }

    /// <summary>Of which revisions a render may promote.</summary>
    public RevisionPolicy Revisions { get; init; }
}

/// <summary>Which renders of an application promote, by what Argo CD was asked to render.</summary>
internal enum RevisionPolicy
{
    /// <summary>Every one but uploads.</summary>
    Any,

    /// <summary>Those of a branch, a tag or HEAD, which only who may write to the repository can set.</summary>
    Tracked,
}

/// <summary>One Argo CD project, and globs over the destination repositories that its applications may promote.</summary>
internal sealed record ProjectRule(string Project, ImmutableArray<string> Repositories);
