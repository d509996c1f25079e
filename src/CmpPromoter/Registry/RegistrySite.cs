using System.Diagnostics.CodeAnalysis;
using CmpPromoter.Oci;

namespace CmpPromoter.Registry;

/// <summary>
/// A registry's name in references and where its API really is; knows which URLs are the registry's own.
/// </summary>
/// <param name="Host">The name that image references use.</param>
/// <param name="Endpoint">Scheme, host and port of the API.</param>
internal sealed record RegistrySite(RegistryHost Host, Uri Endpoint)
{
    /// <summary>
    /// The host and port that connections to <see cref="Endpoint"/> are opened to, where its name leads elsewhere;
    /// requests and TLS still name the endpoint. Absent: the endpoint's own.
    /// </summary>
    public Uri? Via { get; init; }

    /// <summary>The API's URL for a path below <c>/v2/</c>.</summary>
    public Uri Api(string pathAndQuery) => new(Endpoint, "/v2/" + pathAndQuery);

    /// <summary>Whether the registry's credentials may go to <paramref name="uri"/>.</summary>
    public bool IsOwn(Uri uri) => IsSameOrigin(Endpoint, uri);

    /// <summary>
    /// Where a Location or Link of the registry points, on the registry's own endpoint. A registry may name itself by
    /// either of its names, and by http behind a proxy that ends TLS; it may not send an upload elsewhere.
    /// </summary>
    /// <param name="asked">The URL whose answer held the link; relative links start there.</param>
    /// <param name="link">The header's value.</param>
    /// <param name="own">The URL on <see cref="Endpoint"/>, query kept.</param>
    /// <remarks>https://github.com/oras-project/oras-go/security/advisories/GHSA-jxpm-75mh-9fp7</remarks>
    public bool TryResolve(Uri asked, Uri? link, [NotNullWhen(true)] out Uri? own)
    {
        own = null;
        if (link is null
            || !Uri.TryCreate(asked, link, out var absolute)
            || !IsHttp(absolute)
            || !NamesThisRegistry(absolute))
        {
            return false;
        }

        own = new Uri(Endpoint, absolute.GetComponents(UriComponents.PathAndQuery, UriFormat.UriEscaped));
        return true;
    }

    internal static bool IsSameOrigin(Uri one, Uri other) =>
        Uri.Compare(
            one, other, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static bool IsHttp(Uri uri) => uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp;

    private bool NamesThisRegistry(Uri uri)
    {
        // Default ports are left out on all sides, so that a link by http compares equal to an endpoint by https.
        var name = Authority(uri);
        return string.Equals(name, Authority(Endpoint), StringComparison.OrdinalIgnoreCase)
            || string.Equals(name, Host.ToString(), StringComparison.OrdinalIgnoreCase)
            || string.Equals(
                name, Authority(new Uri($"{Endpoint.Scheme}://{Host}")), StringComparison.OrdinalIgnoreCase);
    }

    private static string Authority(Uri uri) => uri.IsDefaultPort ? uri.Host : $"{uri.Host}:{uri.Port}";
}
