using System.Collections.Concurrent;

namespace CmpPromoter.LocalEcr.Identity;

/// <summary>
/// The passwords that GetAuthorizationToken has handed out; one works at every registry its principal may use.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html</remarks>
internal sealed class RegistryTokens(TimeProvider timeProvider, TimeSpan lifetime)
{
    private readonly ConcurrentDictionary<string, RegistryToken> tokens = new();

    public IReadOnlyCollection<string> Passwords => [.. tokens.Keys];

    public RegistryToken Issue(Principal principal)
    {
        var token = new RegistryToken
        {
            // Real passwords have no fixed size; this one is of their order.
            Password = SecretMark.Secret(1200),
            Principal = principal,
            ExpiresAt = timeProvider.GetUtcNow() + lifetime,
        };
        tokens[token.Password] = token;
        return token;
    }

    public RegistryToken? Find(string password) => tokens.GetValueOrDefault(password);

    public bool IsExpired(RegistryToken token) => token.ExpiresAt <= timeProvider.GetUtcNow();
}

/// <summary>A registry password, whose it is and until when it works.</summary>
internal sealed record RegistryToken
{
    public required string Password { get; init; }

    public required Principal Principal { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
