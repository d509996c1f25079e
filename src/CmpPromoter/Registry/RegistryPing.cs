using System.Net;
using CmpPromoter.Registry.Authorization;

namespace CmpPromoter.Registry;

/// <summary>Asks a registry whether it is there, what its clock says, and whether it takes a credential.</summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/main/spec.md#determining-support</remarks>
/// <param name="site">The registry's name, and where it is.</param>
/// <param name="http">Over a handler of <see cref="RegistryHttp"/>, made for the same site. Not owned.</param>
/// <param name="time">The clock of all timeouts.</param>
internal sealed class RegistryPing(RegistrySite site, HttpMessageInvoker http, TimeProvider time)
{
    public RegistrySite Site => site;

    /// <param name="credential">Shown to the registry; absent: nothing is.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="RegistryException">Nobody answered.</exception>
    public async Task<PingAnswer> AskAsync(RegistryCredential? credential, CancellationToken cancellationToken)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, site.Api(""));
        if (credential is not null)
        {
            Grant.Basic(credential).ApplyTo(message);
        }

        using var answer = await new Transport(site.Host, http, new Patience(), time).SendAsync(message, cancellationToken);
        return new PingAnswer(answer.Status, answer.Response.Headers.Date);
    }
}

/// <summary>How a registry answered, and the time that it wrote onto its answer.</summary>
internal readonly record struct PingAnswer(HttpStatusCode Status, DateTimeOffset? Date)
{
    /// <summary>It is a registry, whether or not it wants to know who asks.</summary>
    public bool IsRegistry => Status is HttpStatusCode.OK or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
}
