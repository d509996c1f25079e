using System.Text;
using CmpPromoter.LocalEcr.Identity;
using CmpPromoter.LocalEcr.Wire;

namespace CmpPromoter.LocalEcr.RegistryApi;

/// <summary>Reads the Basic authorization that carries a registry token.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html</remarks>
internal static class TokenCheck
{
    private const string Scheme = "Basic ";

    /// <returns>Absent when nobody is recognised.</returns>
    /// <exception cref="EcrException">The token has expired.</exception>
    public static Principal? Identify(LocalCloud cloud, EcrCall call)
    {
        var header = call.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || Decode(header[Scheme.Length..]) is not { } credentials)
        {
            return null;
        }

        var colon = credentials.IndexOf(':', StringComparison.Ordinal);
        var token = colon > 0 && credentials[..colon] == "AWS" ? cloud.Tokens.Find(credentials[(colon + 1)..]) : null;
        if (token is null)
        {
            return null;
        }

        call.Principal = token.Principal;
        return call.IsExpired || cloud.Tokens.IsExpired(token)
            ? throw EcrErrors.ExpiredToken((int)cloud.Options.ExpiredTokenStatus)
            : token.Principal;
    }

    private static string? Decode(string text)
    {
        var buffer = new byte[text.Length];
        return Convert.TryFromBase64String(text.Trim(), buffer, out var count)
            ? Encoding.UTF8.GetString(buffer, 0, count)
            : null;
    }
}
