using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Identity;
using CmpPromoter.LocalEcr.Policies;
using CmpPromoter.LocalEcr.Wire;
using Microsoft.AspNetCore.Http;

namespace CmpPromoter.LocalEcr.RegistryApi;

/// <summary>One request of the registry protocol by a known principal, with the registry it is about.</summary>
internal sealed record RegistryCall(LocalCloud Cloud, EcrCall Call, EcrAccount Account, Principal Principal)
{
    public HttpRequest Request => Call.Request;

    public HttpResponse Response => Call.Response;

    /// <summary>The manifest's tag or digest, or the blob's digest.</summary>
    public string Reference => Call.Reference ?? "";

    /// <summary>The repository of the path, if the caller may do this with it.</summary>
    /// <param name="action">The API the request stands for, such as <c>PutImage</c>; its quota is drawn from.</param>
    public EcrRepository Repository(string action) => Repository(Call.Repository ?? "", action);

    public EcrRepository Repository(string name, string action)
    {
        var repository = Account.Repository(name);
        Require(repository, action);
        return repository;
    }

    /// <summary>The repository of a push, created from a template for the account's own principals.</summary>
    public EcrRepository? FindForPush() => Principal.AccountId == Account.AccountId
        ? Account.FindOrCreateOnPush(Call.Repository ?? "")
        : Account.FindRepository(Call.Repository ?? "");

    public void Require(EcrRepository repository, string action)
    {
        Cloud.Quotas.Draw(Account, action);
        Authorizer.Require(Principal, $"ecr:{action}", Account, repository);
    }
}
