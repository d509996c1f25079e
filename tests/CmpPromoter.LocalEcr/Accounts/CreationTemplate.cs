namespace CmpPromoter.LocalEcr.Accounts;

/// <summary>Lets a push create the repository it goes to (CREATE_ON_PUSH); the longest matching prefix wins.</summary>
/// <param name="Prefix">Such as <c>team-a</c>; <c>ROOT</c> matches every repository that nothing else does.</param>
/// <param name="Options">What the new repository is like.</param>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates.html</remarks>
public sealed record CreationTemplate(string Prefix, RepositoryOptions Options)
{
    public const string Root = "ROOT";

    internal bool Matches(string repository) =>
        Prefix == Root || repository.StartsWith(Prefix.TrimEnd('/') + '/', StringComparison.Ordinal);
}
