using System.Net.Sockets;
using System.Security.Authentication;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;

namespace CmpPromoter.Registry;

/// <summary>Puts into words why no answer came, or only a part of one.</summary>
internal static class TransportFault
{
    /// <summary>
    /// Whether <paramref name="fault"/> is the network's doing; everything else is a bug or the caller's.
    /// </summary>
    public static bool Is(Exception fault) =>
        fault is HttpRequestException or IOException or TimeoutException or SocketException;

    public static RegistryException Of(RegistryHost host, HttpMethod method, Uri uri, Exception fault)
    {
        // What refuses an address before it connects has already said everything.
        if (fault.InnerException is RegistryException refusal)
        {
            return refusal;
        }

        var asked = $"{method} {SafeText.Of(uri)}";
        var kind = Kind(fault);
        var said = SafeText.OneLine(Innermost(fault).Message);
        return new RegistryException(kind, host, kind switch
        {
            RegistryFault.Tls =>
                $"{asked}: TLS failed: {said}. If a private authority signed the certificate of {uri.Host}, "
                + "give its PEM file as caFile of this registry",
            RegistryFault.Unreachable => $"{asked}: no connection to {uri.Authority}: {said}. "
                + "Check the registry's name, the network path to it and HTTPS_PROXY/NO_PROXY",
            RegistryFault.Protocol => $"{asked}: the answer is not HTTP as it must be: {said}",
            _ => $"{asked}: the connection broke: {said}",
        }, fault);
    }

    private static RegistryFault Kind(Exception fault) => fault switch
    {
        // A timeout with an inner exception is ours, in the middle of something; the handler's is that of connecting.
        TimeoutException { InnerException: null } => RegistryFault.Unreachable,
        HttpRequestException request => Kind(request.HttpRequestError, request.InnerException),
        HttpIOException body => Kind(body.HttpRequestError, body.InnerException),
        _ => RegistryFault.Broken,
    };

    private static RegistryFault Kind(HttpRequestError error, Exception? inner) => error switch
    {
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError
            => RegistryFault.Unreachable,

        // A handshake that the network cut has another cause inside, and may succeed the next time.
        HttpRequestError.SecureConnectionError when inner is AuthenticationException => RegistryFault.Tls,
        HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded => RegistryFault.Protocol,
        _ => RegistryFault.Broken,
    };

    private static Exception Innermost(Exception fault)
    {
        while (fault is HttpRequestException or IOException && fault.InnerException is { } inner)
        {
            fault = inner;
        }

        return fault;
    }
}
