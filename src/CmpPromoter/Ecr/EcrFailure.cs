using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SecurityToken;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Ecr;

/// <summary>Turns what the AWS SDK throws into <see cref="RegistryException"/>, by status and error code.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html</remarks>
internal static class EcrFailure
{
    private const string CredentialsCure =
        "Check the role of the pod's service account (IRSA or Pod Identity), its trust policy, and the node's clock";

    /// <summary>Where an error has no message, the SDK's own holds the whole body, which may hold a token.</summary>
    private const string QuotedBody = "HTTP Body: ";

    /// <summary>
    /// Whether <paramref name="fault"/> tells of AWS or of the way to it; the caller's own cancellation does not.
    /// </summary>
    public static bool Covers(Exception fault, CancellationToken cancellationToken) => fault switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        AmazonServiceException or AmazonClientException => true,
        HttpRequestException or IOException or TimeoutException or JsonException => true,
        _ => false,
    };

    /// <param name="asked">The operation and where it went, as a message begins.</param>
    /// <param name="host">The registry that the call was about.</param>
    /// <param name="fault">What <see cref="Covers"/> has accepted.</param>
    /// <param name="now">Where the answer names a time to come back.</param>
    public static RegistryException Of(string asked, RegistryHost host, Exception fault, DateTimeOffset now) => fault switch
    {
        // The SDK quotes the body it could not read, which may hold a token; so neither its words nor itself go on.
        _ when Find<AmazonUnmarshallingException>(fault) is not null || Find<JsonException>(fault) is not null => new(
            RegistryFault.Protocol, host, $"{asked}: this is no answer of ECR's. Check the endpoint and its proxies"),
        _ when Find<AmazonServiceException>(fault) is { StatusCode: not 0 } answer => OfAnswer(asked, host, answer, now),

        // Before sockets: a time-out aborts the socket and carries that as its cause.
        OperationCanceledException or TimeoutException => new(
            RegistryFault.Unreachable,
            host,
            $"{asked}: no answer in time. Check the way to the AWS API (VPC endpoint, proxy)",
            fault),
        _ when Find<HttpRequestException>(fault) is { } broken => new(
            FaultOf(broken), host, $"{asked}: {Sentence(broken)}", fault),
        _ when fault is IOException || Find<SocketException>(fault) is not null => new(
            RegistryFault.Broken, host, $"{asked}: {SafeText.OneLine(fault.Message)}", fault),
        AmazonServiceException => new(
            RegistryFault.Protocol, host, $"{asked}: {SafeText.OneLine(fault.Message)}", fault),

        // Without an answer of a service there is only one thing the SDK itself complains of: it found no credentials.
        _ => new(
            RegistryFault.Unauthorized, host, $"{asked}: {SafeText.OneLine(fault.Message)}. {CredentialsCure}", fault),
    };

    private static RegistryException OfAnswer(
        string asked, RegistryHost host, AmazonServiceException answer, DateTimeOffset now)
    {
        var fault = FaultOf(answer);
        var code = SafeText.OneLine(answer.ErrorCode ?? "", 64);

        var isQuote = answer.Message.Contains(QuotedBody, StringComparison.Ordinal);

        // Below its first line, AWS's answer to a bad signature quotes the request it expected, session token and all.
        var sentence = answer.Message.Split('\n', 2)[0];
        var detail = isQuote ? "an answer without a message" : SafeText.OneLine(sentence);
        var who = answer is AmazonSecurityTokenServiceException ? "no credentials: STS answered " : "";
        var said = string.Join(": ", new[] { code, detail }.Where(part => part.Length > 0));
        var cure = fault is RegistryFault.Unauthorized ? $" ({CredentialsCure})" : "";
        return new RegistryException(fault, host, $"{asked}: {who}{(int)answer.StatusCode} {said}{cure}", isQuote ? null : answer)
        {
            Status = answer.StatusCode,
            Code = code,
            Detail = detail,
            RetryAfter = RetryAfter.Read(
                Find<HttpErrorResponseException>(answer)?.Response.GetHeaderValue("Retry-After"), now),
        };
    }

    private static RegistryFault FaultOf(AmazonServiceException answer) => answer.ErrorCode switch
    {
        "UnrecognizedClientException" or "InvalidClientTokenId" or "InvalidIdentityToken"
            or "ExpiredTokenException" or "ExpiredToken" or "RequestExpired"
            or "InvalidSignatureException" or "SignatureDoesNotMatch" or "IncompleteSignature"
            or "MissingAuthenticationToken" or "MissingAuthenticationTokenException" => RegistryFault.Unauthorized,
        "AccessDeniedException" or "AccessDenied" or "OptInRequired" => RegistryFault.Forbidden,
        "ThrottlingException" or "Throttling" or "TooManyRequestsException" or "RequestLimitExceeded" =>
            RegistryFault.Throttled,
        "ServerException" or "ServiceUnavailable" or "InternalFailure" => RegistryFault.Unavailable,
        "RepositoryNotFoundException" or "ImageNotFoundException" => RegistryFault.NotFound,
        _ => answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized => RegistryFault.Unauthorized,
            HttpStatusCode.Forbidden => RegistryFault.Forbidden,
            HttpStatusCode.TooManyRequests => RegistryFault.Throttled,
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => RegistryFault.Unavailable,
            >= HttpStatusCode.BadRequest => RegistryFault.Refused,

            // The status says yes and the body cannot be read.
            _ => RegistryFault.Protocol,
        },
    };

    private static RegistryFault FaultOf(HttpRequestException broken) => broken.HttpRequestError switch
    {
        HttpRequestError.SecureConnectionError => RegistryFault.Tls,
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError => RegistryFault.Unreachable,
        HttpRequestError.ProxyTunnelError => RegistryFault.Unreachable,
        HttpRequestError.ConfigurationLimitExceeded => RegistryFault.Protocol,
        _ => RegistryFault.Broken,
    };

    /// <summary>A failed handshake says only "see inner exception" of itself.</summary>
    private static string Sentence(HttpRequestException broken) =>
        FaultOf(broken) is RegistryFault.Tls && Find<AuthenticationException>(broken) is { } handshake
            ? $"TLS failed: {SafeText.OneLine(handshake.Message)}"
            : SafeText.OneLine(broken.Message);

    private static T? Find<T>(Exception fault)
        where T : Exception
    {
        for (var inner = fault; inner is not null; inner = inner.InnerException)
        {
            if (inner is T found)
            {
                return found;
            }
        }

        return null;
    }
}
