using System.Collections.Concurrent;
using System.Security.Cryptography;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Wire;

namespace CmpPromoter.LocalEcr.Identity;

/// <summary>Knows every access key and role session, and whose they are. Thread-safe.</summary>
internal sealed class IdentityDirectory
{
    private const string UserKeyPrefix = "AKIA";
    private readonly Dictionary<string, EcrAccountOptions> accounts;
    private readonly Dictionary<string, Principal> keys;
    private readonly Dictionary<string, AssumableRole> roles;
    private readonly ConcurrentDictionary<string, SessionCredentials> sessions = new();
    private readonly TimeProvider timeProvider;

    public IdentityDirectory(LocalEcrOptions options)
    {
        timeProvider = options.TimeProvider;
        accounts = options.Accounts.ToDictionary(account => account.Id);
        keys = options.Accounts.SelectMany(account => account.AccessKeys)
            .ToDictionary(key => key.Id, key => PrincipalOf(key.PrincipalArn));
        roles = options.Roles.ToDictionary(role => role.Arn);
    }

    /// <param name="accessKeyId">From the Credential of a signature.</param>
    /// <param name="sessionToken">The x-amz-security-token header; needed for a session's key.</param>
    /// <exception cref="EcrException">The key is unknown, or its session is over.</exception>
    public Principal Resolve(string accessKeyId, string? sessionToken)
    {
        if (keys.TryGetValue(accessKeyId, out var principal))
        {
            return principal;
        }

        if (sessions.TryGetValue(accessKeyId, out var session) && session.SessionToken == sessionToken)
        {
            return session.ExpiresAt > timeProvider.GetUtcNow()
                ? session.Principal
                : throw EcrErrors.ExpiredCredentials();
        }

        return accessKeyId.StartsWith(UserKeyPrefix, StringComparison.Ordinal)
            && accounts.ContainsKey(accessKeyId[UserKeyPrefix.Length..])
            ? PrincipalOf($"arn:aws:iam::{accessKeyId[UserKeyPrefix.Length..]}:user/local")
            : throw EcrErrors.UnrecognizedClient();
    }

    /// <exception cref="EcrException">The role's trust policy does not let the caller in.</exception>
    public SessionCredentials Assume(
        Principal? caller, string roleArn, string sessionName, string? externalId, TimeSpan lifetime)
    {
        var action = caller is null ? "sts:AssumeRoleWithWebIdentity" : "sts:AssumeRole";
        var parts = roleArn.Split(':', 6);
        if (parts is not ["arn", _, "iam", _, var accountId, var path]
            || !path.StartsWith("role/", StringComparison.Ordinal))
        {
            throw EcrErrors.InvalidStsParameter($"{roleArn} is invalid");
        }

        var role = roles.GetValueOrDefault(roleArn);
        var isTrusted = accounts.ContainsKey(accountId)
            && (role?.ExternalId is null || role.ExternalId == externalId)
            && (role is null or { TrustedPrincipals: [] } || caller is null
                || role.TrustedPrincipals.Any(trusted => Glob.IsMatch(trusted, caller.PolicyArn)));
        if (!isTrusted)
        {
            throw EcrErrors.NotAuthorized(
                $"User: {caller?.Arn ?? "anonymous"} is not authorized to perform: {action} on resource: {roleArn}");
        }

        var session = new SessionCredentials
        {
            AccessKeyId = "ASIA" + Convert.ToHexString(RandomNumberGenerator.GetBytes(8)),
            SecretAccessKey = SecretMark.Secret(40),
            SessionToken = SecretMark.Secret(160),
            ExpiresAt = timeProvider.GetUtcNow() + lifetime,
            Principal = PrincipalOf($"arn:aws:sts::{accountId}:assumed-role/{path.Split('/')[^1]}/{sessionName}"),
        };
        sessions[session.AccessKeyId] = session;
        return session;
    }

    private Principal PrincipalOf(string arn)
    {
        var accountId = arn.Split(':', 6) is [_, _, _, _, var id, _]
            ? id
            : throw new ArgumentException($"{arn} is not an ARN", nameof(arn));
        return new Principal(arn, accountId, accounts.GetValueOrDefault(accountId)?.OrganizationId ?? "");
    }
}
