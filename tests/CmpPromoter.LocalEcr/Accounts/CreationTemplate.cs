namespace CmpPromoter.LocalEcr.Accounts;

/// <summary>What ECR makes a repository like that it creates by itself; the longest matching prefix wins.</summary>
/// <param name="Prefix">Such as <c>team-a</c>; <c>ROOT</c> matches every repository that nothing else does.</param>
/// <param name="Options">What the new repository is like.</param>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates.html</remarks>
public sealed record CreationTemplate(string Prefix, RepositoryOptions Options)
{
    public const string Root = "ROOT";

    /// <summary>The one occasion that this server has: replication and pull through cache are none of it.</summary>
    public const string CreateOnPush = "CREATE_ON_PUSH";

    public ImmutableArray<string> AppliedFor { get; init; } = [CreateOnPush];

    public string? Description { get; init; }

    public string? RepositoryPolicy { get; init; }

    public string? LifecyclePolicy { get; init; }

    public string? CustomRoleArn { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    internal bool Matches(string repository) =>
        Prefix == Root || repository.StartsWith(Prefix.TrimEnd('/') + '/', StringComparison.Ordinal);
}
