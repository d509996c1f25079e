using System.Net.Http.Headers;
using System.Text;

namespace CmpPromoter.Registry.Authorization;

/// <summary>What a request shows the registry: an Authorization header, or nothing. Never printed.</summary>
internal sealed record Grant
{
    public static readonly Grant Anonymous = new();

    /// <summary>The user name and password of a Basic header; absent for the other kinds.</summary>
    public RegistryCredential? Credential { get; private init; }

    /// <summary>The token of a Bearer header; absent for the other kinds.</summary>
    public string? Token { get; private init; }

    public static Grant Basic(RegistryCredential credential) => new() { Credential = credential };

    public static Grant Bearer(string token) => new() { Token = token };

    public void ApplyTo(HttpRequestMessage message)
    {
        if (Credential is { } credential)
        {
            var pair = Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Password}");
            message.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(pair));
            message.Options.Set(Transport.Secret, credential.Password);
        }
        else if (Token is { } token)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            message.Options.Set(Transport.Secret, token);
        }
    }

    /// <summary>Says the kind only, so that no log and no exception can say more.</summary>
    public override string ToString() => Credential is not null ? "Basic" : Token is not null ? "Bearer" : "anonymous";
}
