using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;

namespace CmpPromoter.Registry;

/// <summary>Puts into words why no answer came, or only a part of one.</summary>
internal static class TransportFault
{
    /// <summary>Whether <paramref name="fault"/> is the network's doing; everything else is a bug or the caller's.</summary>
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
            RegistryFault.Tls => $"{asked}: TLS failed: {said}",
            RegistryFault.Unreachable => $"{asked}: no connection to {uri.Authority}: {said}",
            RegistryFault.Protocol => $"{asked}: the answer is not HTTP as it must be: {said}",
            _ => $"{asked}: the connection broke: {said}",
        }, fault);
    }

    /// <summary>For a request that was given up before its answer came.</summary>
    public static RegistryException OfSilence(RegistryHost host, HttpRequestMessage message, TimeSpan silence) => new(
        RegistryFault.Broken,
        host,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{message.Method} {SafeText.Of(message.RequestUri!)}: no answer for {silence.TotalSeconds:0} s")); // Every message is made with a URL.

    private static RegistryFault Kind(Exception fault) => fault switch
    {
        // The handler's ConnectTimeout shows as a timeout inside a cancellation.
        TimeoutException { InnerException: null } => RegistryFault.Unreachable,
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.ProxyTunnelError
        } => RegistryFault.Unreachable,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: AuthenticationException }
            => RegistryFault.Tls,
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded }
            or HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded }
            => RegistryFault.Protocol,
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
