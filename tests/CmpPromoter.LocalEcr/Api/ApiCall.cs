using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Identity;
using CmpPromoter.LocalEcr.Policies;

namespace CmpPromoter.LocalEcr.Api;

/// <summary>One API call, with the registry it is about and the caller's rights.</summary>
internal sealed record ApiCall(
    LocalCloud Cloud, EcrAccount Account, Principal Principal, string Operation, ApiArguments Arguments)
{
    public CancellationToken Aborted { get; init; }

    /// <summary>Demands the right that bears the operation's name; for an operation about no repository.</summary>
    public void RequireAccess() => Authorizer.Require(Principal, $"ecr:{Operation}", Account, null);

    /// <summary>The repository that the arguments name, if the caller may do this with it.</summary>
    /// <exception cref="EcrException">It does not exist, or the caller has no right.</exception>
    public EcrRepository Repository() => Repository(Arguments.RequiredText("repositoryName"));

    /// <summary>The same for a push, which creates the repository where a template says so.</summary>
    public EcrRepository RepositoryForPush()
    {
        if (Principal.AccountId == Account.AccountId)
        {
            Account.FindOrCreateOnPush(Arguments.RequiredText("repositoryName"));
        }

        return Repository();
    }

    public EcrRepository Repository(string name)
    {
        var repository = Account.Repository(name);
        Authorizer.Require(Principal, $"ecr:{Operation}", Account, repository);
        return repository;
    }
}
