namespace CmpPromoter.Iam;

/// <summary>One IAM action that the program needs: for which of its calls, at which side, and when.</summary>
internal sealed record AwsAction
{
    /// <summary>As IAM writes it, such as <c>ecr:BatchGetImage</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Operations of the AWS API, and requests of the registry API by method and thing: <c>GetManifest</c>.</summary>
    public required ImmutableArray<string> Calls { get; init; }

    public required ActionPlace Place { get; init; }

    public ActionNeed Need { get; init; } = ActionNeed.Always;

    /// <summary>What cannot be done without it, as the end of a sentence.</summary>
    public required string Why { get; init; }
}

/// <summary>Whose policy must allow an action.</summary>
internal enum ActionPlace
{
    /// <summary>The principal's own, on no resource in particular, once for each registry.</summary>
    Token,

    /// <summary>On the source's repositories: the principal's and, in another account, the repository's.</summary>
    Source,

    /// <summary>On the destination's repositories.</summary>
    Destination,

    /// <summary>On the roles that the configuration names.</summary>
    Role,
}

/// <summary>Which configuration makes an action necessary.</summary>
internal enum ActionNeed
{
    /// <summary>Every configuration.</summary>
    Always,

    /// <summary><c>createRepositories</c>, unless left to the account's templates.</summary>
    Creation,

    /// <summary><c>createRepositories.tags</c>.</summary>
    CreationTags,

    /// <summary><c>createRepositories.lifecyclePolicy</c>.</summary>
    CreationLifecycle,

    /// <summary><c>createRepositories.encryption.kmsKey</c>.</summary>
    CreationKey,
}
