using System.Net;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;

namespace CmpPromoter.Registry;

/// <summary>
/// The head of an answer, and of a refusal also its words. Disposing it gives up what was not read of the body.
/// </summary>
internal sealed class RegistryAnswer(
    RegistryHost host,
    HttpRequestMessage request,
    HttpResponseMessage response,
    ErrorBody error,
    TimeProvider time) : IDisposable
{
    // ECR's sentence of a token past its 12 hours; seen with 401 and with 403.
    private const string ExpiredToken = "authorization token has expired";

    public HttpResponseMessage Response { get; } = response;

    public HttpStatusCode Status => Response.StatusCode;

    /// <summary>The URL that gave this answer.</summary>
    public Uri Uri { get; } = request.RequestUri!; // Every message is made with one.

    /// <summary>Another credential could change this answer.</summary>
    public bool RejectsCredential => Status is HttpStatusCode.Unauthorized
        || (Status is HttpStatusCode.Forbidden
            && error.Detail.Contains(ExpiredToken, StringComparison.OrdinalIgnoreCase));

    /// <summary>How long the server asks to be left alone; absent when it says nothing of it.</summary>
    public TimeSpan? RetryAfter => Response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };

    /// <summary>The digest the registry gives the content; absent when it says none.</summary>
    /// <exception cref="RegistryException">What it says is no digest.</exception>
    public Digest? ContentDigest
    {
        get
        {
            if (!Response.Headers.NonValidated.TryGetValues("Docker-Content-Digest", out var values))
            {
                return null;
            }

            return Digest.TryParse(values.ToString(), out var digest, out var reason)
                ? digest
                : throw Violation($"the header Docker-Content-Digest cannot be used: {reason}");
        }
    }

    /// <exception cref="RegistryException">The status is another one.</exception>
    public void Expect(params ReadOnlySpan<HttpStatusCode> statuses)
    {
        if (!statuses.Contains(Status))
        {
            throw Refusal();
        }
    }

    /// <exception cref="RegistryException">The same request may succeed later: 408, 429 or 5xx save 501.</exception>
    public void ThrowIfTransient()
    {
        if (Refusal() is { IsTransient: true } refusal)
        {
            throw refusal;
        }
    }

    /// <summary>The exception for this answer when it is not what was wanted.</summary>
    public RegistryException Refusal() => (int)Status >= 400
        ? RegistryException.OfAnswer(host, request.Method, Uri, Status, error.Code, error.Detail, RetryAfter)
        : Violation($"the answer {(int)Status} {Status} is not what the protocol asks for");

    /// <summary>The exception for an answer that the protocol does not allow.</summary>
    public RegistryException Violation(string what) => Fault(RegistryFault.Protocol, what);

    public RegistryException Fault(RegistryFault fault, string what, Exception? inner = null) =>
        new(fault, host, $"{request.Method} {SafeText.Of(Uri)}: {what}", inner) { Status = Status };

    public void Dispose()
    {
        Response.Dispose();
        request.Dispose();
    }
}
