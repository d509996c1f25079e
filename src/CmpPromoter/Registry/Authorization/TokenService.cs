using System.Net;
using System.Text.Json;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Registry.Authorization;

/// <summary>Fetches bearer tokens from the service that a registry's challenge names.</summary>
/// <remarks>https://distribution.github.io/distribution/spec/auth/token/ and …/oauth/</remarks>
internal sealed class TokenService(RegistrySite site, Transport transport)
{
    private const int MaxAnswerBytes = 1024 * 1024;

    // The token specification's default, and what tokens without expires_in live.
    private static readonly TimeSpan DefaultLife = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The realm of a challenge, checked: a registry may not send credentials to a place less safe than itself.
    /// </summary>
    /// <exception cref="RegistryException">The realm is no URL, or not one that credentials may go to.</exception>
    public async ValueTask<Uri> FindRealmAsync(Challenge challenge, Uri asked, CancellationToken cancellationToken)
    {
        var text = challenge["realm"];
        if (!Uri.TryCreate(text, UriKind.Absolute, out var realm) || realm.UserInfo.Length > 0)
        {
            throw Refused(
                asked, $"its challenge names '{SafeText.OneLine(text, 200)}' as token service, which is no URL of one");
        }

        var isAsSafe = realm.Scheme == Uri.UriSchemeHttps
            || (realm.Scheme == Uri.UriSchemeHttp && site.Endpoint.Scheme == Uri.UriSchemeHttp);
        if (!isAsSafe)
        {
            throw Refused(
                asked, $"its challenge names {SafeText.Of(realm)} as token service; credentials do not go without TLS");
        }

        if (await OutboundAddresses.FindRefusalAsync(site, realm, cancellationToken) is { } reason)
        {
            throw Refused(asked, $"its challenge names {SafeText.Of(realm)} as token service: {reason}");
        }

        return realm;
    }

    /// <summary>A fresh token.</summary>
    public async Task<AccessToken> FetchAsync(
        Uri realm, string service, string scopes, RegistryCredential? credential, CancellationToken cancellationToken)
    {
        var message = credential is { IsIdentityToken: true }
            ? RefreshMessage(realm, service, scopes, credential)
            : QueryMessage(realm, service, scopes, credential);
        using var answer = await transport.SendAsync(message, cancellationToken);
        answer.Expect(HttpStatusCode.OK);
        var body = await transport.ReadAsync(answer, MaxAnswerBytes, cancellationToken);
        return Parse(body, answer);
    }

    private static HttpRequestMessage QueryMessage(
        Uri realm, string service, string scopes, RegistryCredential? credential)
    {
        var query = scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(scope => "scope=" + Uri.EscapeDataString(scope));
        if (service.Length > 0)
        {
            query = query.Prepend("service=" + Uri.EscapeDataString(service));
        }

        var existing = realm.Query.Length > 1 ? realm.Query[1..] + "&" : "";
        var uri = new UriBuilder(realm) { Query = existing + string.Join('&', query), Fragment = "" }.Uri;
        var message = new HttpRequestMessage(HttpMethod.Get, uri);
        if (credential is not null)
        {
            Grant.Basic(credential).ApplyTo(message);
        }

        return message;
    }

    private static HttpRequestMessage RefreshMessage(
        Uri realm, string service, string scopes, RegistryCredential credential)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, realm)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token",
                ["service"] = service,
                ["client_id"] = "cmp-promoter",
                ["scope"] = scopes,
                ["refresh_token"] = credential.Password,
            }),
        };
        message.Options.Set(Transport.Secret, credential.Password);
        return message;
    }

    private static AccessToken Parse(ReadOnlyMemory<byte> body, RegistryAnswer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var token = Text(root, "token") is { Length: > 0 } text ? text : Text(root, "access_token");
            var life = root.TryGetProperty("expires_in", out var number) && number.TryGetInt32(
                out var seconds) && seconds > 0
                ? TimeSpan.FromSeconds(seconds)
                : DefaultLife;

            // A token with a line break would begin a header of its own.
            return token.Length > 0 && !token.AsSpan().ContainsAnyExceptInRange('!', '~')
                ? new AccessToken(token, life)
                : throw answer.Violation("the token service's answer holds no usable token");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw answer.Fault(
                RegistryFault.Protocol, "the token service's answer is not a JSON object with a token", fault);
        }
    }

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString() ?? ""
            : "";

    private RegistryException Refused(Uri asked, string what) =>
        new(RegistryFault.Protocol, site.Host, $"{SafeText.Of(asked)}: {what}");
}
