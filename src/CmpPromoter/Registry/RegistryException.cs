using System.Globalization;
using System.Net;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;

namespace CmpPromoter.Registry;

/// <summary>
/// A registry could not be asked or did not answer as it must. Prints <c>METHOD URL: STATUS CODE: message</c> without
/// query values, tokens or headers. It stays below Copying and Promotion, which name the side, the reference and the
/// cure.
/// </summary>
internal sealed class RegistryException(
    RegistryFault fault, RegistryHost host, string message, Exception? inner = null) : Exception(message, inner)
{
    public RegistryFault Fault { get; } = fault;

    /// <summary>The registry that was asked; tells the source from the destination.</summary>
    public RegistryHost Host { get; } = host;

    /// <summary>The HTTP status, absent when no answer came.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>
    /// The registry's error code, such as <c>DENIED</c> or <c>TAG_INVALID</c>; empty when it gave none.
    /// </summary>
    public string Code { get; init; } = "";

    /// <summary>The registry's own sentence, on one line; empty when it gave none.</summary>
    public string Detail { get; init; } = "";

    /// <summary>How long the registry asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same request may succeed later without anybody changing anything.</summary>
    public bool IsTransient => Fault is RegistryFault.Throttled or RegistryFault.Unavailable or RegistryFault.Broken;

    /// <summary>The same fault, saying how much was tried.</summary>
    public RegistryException After(int attempts, TimeSpan elapsed) => new(
        Fault,
        Host,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Message} (tried {(attempts == 1 ? "once" : $"{attempts} times")} in {elapsed.TotalSeconds:0.#} s)"),
        InnerException)
    {
        Status = Status,
        Code = Code,
        Detail = Detail,
        RetryAfter = RetryAfter,
    };

    /// <summary>The exception for an answer whose status says no.</summary>
    public static RegistryException OfAnswer(
        RegistryHost host,
        HttpMethod method,
        Uri uri,
        HttpStatusCode status,
        string code,
        string detail,
        TimeSpan? retryAfter)
    {
        var safeDetail = SafeText.OneLine(detail);
        var safeCode = SafeText.OneLine(code, 64);
        var said = string.Join(": ", new[] { safeCode, safeDetail }.Where(part => part.Length > 0));
        var fault = status switch
        {
            HttpStatusCode.Unauthorized => RegistryFault.Unauthorized,
            HttpStatusCode.Forbidden => RegistryFault.Forbidden,
            HttpStatusCode.NotFound => RegistryFault.NotFound,
            HttpStatusCode.TooManyRequests => RegistryFault.Throttled,
            HttpStatusCode.RequestTimeout => RegistryFault.Unavailable,

            // Not a state that passes: the registry has no such API.
            HttpStatusCode.NotImplemented => RegistryFault.Refused,
            >= HttpStatusCode.InternalServerError => RegistryFault.Unavailable,
            _ => RegistryFault.Refused,
        };
        return new RegistryException(
            fault, host, $"{method} {SafeText.Of(uri)}: {(int)status} {(said.Length > 0 ? said : status)}")
        {
            Status = status,
            Code = safeCode,
            Detail = safeDetail,
            RetryAfter = retryAfter,
        };
    }
}

/// <summary>What went wrong between this program and a registry, by what can be done about it.</summary>
internal enum RegistryFault
{
    /// <summary>No connection: name not found, connection refused, time out.</summary>
    Unreachable,

    /// <summary>The TLS handshake failed.</summary>
    Tls,

    /// <summary>The connection ended before the answer did, or stalled.</summary>
    Broken,

    /// <summary>401 after a fresh credential.</summary>
    Unauthorized,

    /// <summary>403.</summary>
    Forbidden,

    /// <summary>404 for something that must be there (a blob, an upload session, a repository).</summary>
    NotFound,

    /// <summary>The repository is missing, and the push that was to create it did not.</summary>
    NoRepository,

    /// <summary>429.</summary>
    Throttled,

    /// <summary>408 or 5xx, save 501.</summary>
    Unavailable,

    /// <summary>Any other 4xx, and 501: the registry will not take this content.</summary>
    Refused,

    /// <summary>
    /// The answer is not what the protocol allows (wrong digest, wrong length, forbidden redirect, no Location).
    /// </summary>
    Protocol,
}
