namespace CmpPromoter.Registry;

/// <summary>A user name with its password, or an identity token for an OAuth2 token endpoint. Never printed.</summary>
internal sealed record RegistryCredential
{
    public required string UserName { get; init; }

    public required string Password { get; init; }

    /// <summary>
    /// The password is a refresh token (docker config's <c>identitytoken</c>), good at the token endpoint only.
    /// </summary>
    /// <remarks>https://distribution.github.io/distribution/spec/auth/oauth/</remarks>
    public bool IsIdentityToken { get; init; }

    /// <summary>Says nothing, so that no log and no exception can.</summary>
    public override string ToString() => "credential of " + (UserName.Length == 0 ? "an identity token" : "a user");
}
