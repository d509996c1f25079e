using CmpPromoter.Oci;
using CmpPromoter.Registry;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Ecr;

/// <summary>
/// The credential for ECR's registry API, fetched when it is first needed and again after half its life. Concurrent callers share
/// one fetch, which no caller's cancellation ends. While a token is valid, a fetch that fails is a warning.
/// </summary>
/// <exception cref="RegistryException">No token can be had and no valid one is at hand.</exception>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html: 12 hours.</remarks>
internal sealed partial class EcrTokenSource(
    IEcrControlPlane controlPlane, TimeProvider time, ILogger<EcrTokenSource> logger) : ICredentialSource
{
    /// <summary>After a failed refresh: often enough to notice that AWS is well again, rarely enough not to add to its trouble.</summary>
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

            shared = flight ??= FetchAsync();
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
            return Land(new Held(token, startedAt + ((token.ExpiresAt - startedAt) / 2)));
        }
        catch (RegistryException fault) when (FindValid() is { } old)
        {
            Log.KeptOldToken(logger, old.Token.ExpiresAt, fault.Message);
            return Land(old with { RefreshAt = time.GetUtcNow() + RetryDelay });
        }
        finally
        {
            lock (gate)
            {
                flight = null;
            }
        }
    }

    private RegistryCredential Land(Held landed)
    {
        lock (gate)
        {
            held = landed;
            return landed.Token.Credential;
        }
    }

    private Held? FindValid()
    {
        lock (gate)
        {
            return held is { } old && time.GetUtcNow() < old.Token.ExpiresAt ? old : null;
        }
    }

    private sealed record Held(EcrToken Token, DateTimeOffset RefreshAt);

    private static partial class Log
    {
        [LoggerMessage(303, LogLevel.Warning, "The ECR token, valid until {ExpiresAt:u}, could not be renewed: {Reason}")]
        public static partial void KeptOldToken(ILogger logger, DateTimeOffset expiresAt, string reason);
    }
}
