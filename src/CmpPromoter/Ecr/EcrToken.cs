using System.Text;
using CmpPromoter.Registry;

namespace CmpPromoter.Ecr;

/// <summary>A credential for the registry API and the end of its life.</summary>
internal sealed record EcrToken
{
    public required RegistryCredential Credential { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Decodes base64 of <c>user:password</c>.</summary>
    /// <returns><c>null</c> when the text is something else.</returns>
    public static RegistryCredential? Decode(string text)
    {
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var written))
        {
            return null;
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, written);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon <= 0 ? null : new RegistryCredential { UserName = pair[..colon], Password = pair[(colon + 1)..] };
    }
}
