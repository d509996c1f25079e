using System.Net;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Registry;

/// <summary>
/// Decides where the answer to a request may lead. Redirects are followed by hand, because the next server must
/// not see the registry's credentials.
/// </summary>
internal static class RedirectPolicy
{
    /// <summary>Amazon ECR needs one, registries behind a content network two.</summary>
    public const int MaxRedirects = 5;

    public static bool IsRedirect(HttpStatusCode status) =>
        status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found
        or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    /// <exception cref="RegistryException">The answer leads nowhere, or where this program does not go.</exception>
    public static async ValueTask<Uri> NextAsync(
        RegistrySite site, RegistryAnswer answer, CancellationToken cancellationToken)
    {
        if (answer.Response.Headers.Location is not { } location || !Uri.TryCreate(answer.Uri, location, out var next))
        {
            throw answer.Violation("a redirect without a Location that is a URL");
        }

        var scheme = next.Scheme;
        if (scheme != Uri.UriSchemeHttps && !(scheme == Uri.UriSchemeHttp && answer.Uri.Scheme == Uri.UriSchemeHttp))
        {
            throw answer.Violation($"a redirect to {SafeText.Of(next)}, which is not https");
        }

        if (next.UserInfo.Length > 0)
        {
            throw answer.Violation("a redirect to a URL that holds a user name");
        }

        return await OutboundAddresses.FindRefusalAsync(site, next, cancellationToken) is { } reason
            ? throw answer.Violation($"a redirect to {SafeText.Of(next)}: {reason}")
            : next;
    }
}
