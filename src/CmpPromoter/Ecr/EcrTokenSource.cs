using CmpPromoter.Oci;
using CmpPromoter.Registry;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Ecr;

/// <summary>
/// The credential for ECR's registry API, fetched when it is first needed and again after half its life. Concurrent
/// callers share one fetch, which no caller's cancellation ends. While a token is valid, a failed fetch is a warning.
/// Whatever the host: the token is good for every registry of its region.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html</remarks>
internal sealed partial class EcrTokenSource(
    IEcrControlPlane controlPlane, TimeProvider time, ILogger<EcrTokenSource> logger) : ICredentialSource
{
    /// <summary>After a failed refresh: soon enough to notice a recovery, seldom enough not to hinder it.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private Held? held;
    private Task<RegistryCredential>? flight;

    public async ValueTask<RegistryCredential?> FindAsync(RegistryHost host, CancellationToken cancellationToken)
    {
        Task<RegistryCredential> shared;
        lock (gate)
        {
            if (held is { } current && time.GetUtcNow() < current.RefreshAt)
            {
                return current.Token.Credential;
            }

            shared = flight is { IsCompleted: false } ? flight : flight = FetchAsync();
        }

        return await shared.WaitAsync(cancellationToken);
    }

    public void Forget(RegistryCredential refused)
    {
        lock (gate)
        {
            if (held?.Token.Credential == refused)
            {
                held = null;
            }
        }
    }

    private async Task<RegistryCredential> FetchAsync()
    {
        // Leaves the caller's lock before anything happens.
        await Task.Yield();
        var startedAt = time.GetUtcNow();
        try
        {
            // No caller's token: the fetch belongs to all of them, and the SDK's own time-outs end it.
            var token = await controlPlane.GetTokenAsync(CancellationToken.None);
            Land(_ => new Held(token, startedAt + ((token.ExpiresAt - startedAt) / 2)));
            return token.Credential;
        }
        catch (RegistryException fault)
        {
            var kept = Land(old => old is not null && time.GetUtcNow() < old.Token.ExpiresAt
                ? old with { RefreshAt = time.GetUtcNow() + RetryDelay }
                : null);
            if (kept is null)
            {
                throw;
            }

            Log.KeptOldToken(logger, kept.Token.ExpiresAt, fault.Message);
            return kept.Token.Credential;
        }
    }

    /// <summary>Ends the flight and decides what is held from now on, in one step.</summary>
    private Held? Land(Func<Held?, Held?> decide)
    {
        lock (gate)
        {
            flight = null;
            held = decide(held);
            return held;
        }
    }

    private sealed record Held(EcrToken Token, DateTimeOffset RefreshAt);

    private static partial class Log
    {
        [LoggerMessage(
            303, LogLevel.Warning, "The ECR token, valid until {ExpiresAt:u}, could not be renewed: {Reason}")]
        public static partial void KeptOldToken(ILogger logger, DateTimeOffset expiresAt, string reason);
    }
}
