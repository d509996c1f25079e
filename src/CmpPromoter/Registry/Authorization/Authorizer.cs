using System.Collections.Concurrent;
using System.Net;

namespace CmpPromoter.Registry.Authorization;

/// <summary>
/// Gives each request to one registry its authorization: Basic at once where there is a credential, Bearer at once
/// where the registry has asked for it before. After a refusal it finds better authorization or says that there is
/// none. Safe for concurrent use.
/// </summary>
internal sealed class Authorizer(
    RegistrySite site, ICredentialSource credentials, Transport transport, TimeProvider time)
{
    private readonly TokenService tokens = new(site, transport);
    private readonly ConcurrentDictionary<(Uri Realm, string Service, TokenScope Scope), TokenSlot> slots = new();

    // What the registry asked for last, absent for Basic. Replaced whole, so readers need no lock.
    private volatile TokenDemand? learned;

    /// <summary>The authorization for a first sending.</summary>
    public async ValueTask<Grant> AuthorizeAsync(TokenScope scope, CancellationToken cancellationToken)
    {
        if (learned is { } demand)
        {
            return await BearerAsync(demand, scope, scope.Value, refused: null, cancellationToken);
        }

        // An identity token is for the token service alone; the registry must ask first.
        return await credentials.FindAsync(site.Host, cancellationToken) is { IsIdentityToken: false } credential
            ? Grant.Basic(credential)
            : Grant.Anonymous;
    }

    /// <summary>
    /// The authorization for a second sending, after <paramref name="answer"/> refused <paramref name="refused"/>.
    /// </summary>
    /// <returns><c>null</c> when nothing better can be had and the refusal stands.</returns>
    public async Task<Grant?> RenewAsync(
        Grant refused, RegistryAnswer answer, TokenScope scope, CancellationToken cancellationToken)
    {
        answer.Response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var headers);
        var bearer = ChallengeReader.Read(headers).FirstOrDefault(challenge => challenge.Is("Bearer"));
        if (bearer is not null)
        {
            var realm = await tokens.FindRealmAsync(bearer, answer.Uri, cancellationToken);
            var demand = new TokenDemand(realm, bearer["service"]);
            var wanted = Union(bearer["scope"], scope);
            var grant = await BearerAsync(demand, scope, wanted, refused.Token, cancellationToken);
            learned = demand;
            return grant;
        }

        learned = null;
        if (refused == Grant.Anonymous)
        {
            return null;
        }

        if (refused.Credential is { } credential)
        {
            credentials.Forget(credential);
        }

        var found = await credentials.FindAsync(site.Host, cancellationToken);
        return found is { IsIdentityToken: false } && found != refused.Credential ? Grant.Basic(found) : null;
    }

    // What the registry asked for comes first: a proxy's registry may know the repository by another name than the URL.
    private static string Union(string demanded, TokenScope scope) => string.Join(
        ' ', $"{demanded} {scope}".Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal));

    private async Task<Grant> BearerAsync(
        TokenDemand demand, TokenScope scope, string wanted, string? refused, CancellationToken cancellationToken)
    {
        var slot = slots.GetOrAdd((demand.Realm, demand.Service, scope), static (_, time) => new TokenSlot(time), time);
        var token = await slot.GetAsync(refused, stop => FetchAsync(demand, wanted, stop), cancellationToken);
        return Grant.Bearer(token);
    }

    private async Task<AccessToken> FetchAsync(
        TokenDemand demand, string scopes, CancellationToken cancellationToken)
    {
        var credential = await credentials.FindAsync(site.Host, cancellationToken);
        try
        {
            return await tokens.FetchAsync(demand.Realm, demand.Service, scopes, credential, cancellationToken);
        }
        catch (RegistryException refusal) when (credential is not null && refusal.Status is HttpStatusCode.Unauthorized)
        {
            credentials.Forget(credential);
            var fresh = await credentials.FindAsync(site.Host, cancellationToken);
            if (fresh == credential)
            {
                throw;
            }

            return await tokens.FetchAsync(demand.Realm, demand.Service, scopes, fresh, cancellationToken);
        }
    }

    /// <summary>Where tokens are fetched, and for which service.</summary>
    private sealed record TokenDemand(Uri Realm, string Service);
}
