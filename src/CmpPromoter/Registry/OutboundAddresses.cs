using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Registry;

/// <summary>
/// Where a registry's redirects and token services may lead: to nothing closer to this machine than the registry
/// itself, so that a public registry cannot make this program ask a metadata service or a neighbour.
/// </summary>
internal static partial class OutboundAddresses
{
    /// <summary>Judges a URL by the address that stands in it; a name is judged when it is connected to.</summary>
    /// <returns>Why it must not be asked; <c>null</c> when it may.</returns>
    public static async ValueTask<string?> FindRefusalAsync(
        RegistrySite site, Uri target, CancellationToken cancellationToken) =>
        Literal(target) is { } reach && await IsTooCloseAsync(site, reach, cancellationToken)
            ? $"{target.Host} is a {Name(reach)} address, and the registry is not that close"
            : null;

    /// <summary>
    /// Opens the connection for a handler of <paramref name="site"/>, judging the addresses that a name has.
    /// </summary>
    /// <exception cref="RegistryException">
    /// An address of a host that is not the registry's own is too close.
    /// </exception>
    public static async ValueTask<Stream> ConnectAsync(
        RegistrySite site, SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var target = context.DnsEndPoint;
        var uri = context.InitialRequestMessage.RequestUri!; // A handler connects for a request with a URL only.

        // Another host than the URL's is a proxy, which the administrator chose; and so is the registry's own endpoint.
        var isProxy = !target.Host.Equals(uri.IdnHost, StringComparison.OrdinalIgnoreCase) || target.Port != uri.Port;
        var (host, port) = !isProxy && site.IsOwn(uri) && site.Via is { } via
            ? (via.IdnHost, via.Port)
            : (target.Host, target.Port);
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        if (!isProxy && !site.IsOwn(uri) && !IsLayerBucket(uri))
        {
            await CheckAsync(site, uri, addresses, cancellationToken);
        }

        return new NetworkStream(await OutboundSocket.ConnectAsync(addresses, port, cancellationToken), ownsSocket: true);
    }

    private static async Task CheckAsync(
        RegistrySite site, Uri uri, IPAddress[] addresses, CancellationToken cancellationToken)
    {
        var closest = Closest(addresses);
        if (await IsTooCloseAsync(site, closest, cancellationToken))
        {
            throw new RegistryException(
                RegistryFault.Protocol,
                site.Host,
                $"{SafeText.Of(uri)}: {uri.Host} has a {Name(closest)} address, and the registry is not that close");
        }
    }

    private static async ValueTask<bool> IsTooCloseAsync(
        RegistrySite site, AddressReach reach, CancellationToken cancellationToken)
    {
        if (reach is AddressReach.Public)
        {
            return false;
        }

        var home = site.Via ?? site.Endpoint;
        if (Literal(home) is { } own)
        {
            return reach > own;
        }

        try
        {
            return reach > Closest(await Dns.GetHostAddressesAsync(home.IdnHost, cancellationToken));
        }
        catch (SocketException)
        {
            // Behind a proxy the registry's name may be unknown here; nothing says then that the registry is close.
            return true;
        }
    }

    private static AddressReach Closest(IPAddress[] addresses) =>
        addresses.Select(AddressReaches.Of).DefaultIfEmpty(AddressReach.Public).Max();

    // In a VPC with an S3 interface endpoint Amazon's layer storage has private addresses, even when the registry has
    // not.
    private static bool IsLayerBucket(Uri uri) =>
        uri.Scheme == Uri.UriSchemeHttps && LayerBucket().IsMatch(uri.IdnHost);

    private static AddressReach? Literal(Uri uri) =>
        IPAddress.TryParse(uri.IdnHost, out var address) ? AddressReaches.Of(address)
        : IsLocalhost(uri.IdnHost) ? AddressReach.Loopback
        : null;

    // RFC 6761 §6.3: the name and all below it.
    private static bool IsLocalhost(string name) =>
        name is "localhost" || name.EndsWith(".localhost", StringComparison.Ordinal);

    private static string Name(AddressReach reach) => reach switch
    {
        AddressReach.LinkLocal => "link-local",
        AddressReach.Loopback => "loopback",
        _ => "private",
    };

    // Without NonBacktracking, whose engine takes 15 ms to begin: a host is too short for backtracking to cost anything.
    [GeneratedRegex(@"\Aprod-[a-z0-9-]+-starport-layer-bucket\.s3[a-z0-9.-]*\.amazonaws\.com(\.cn)?\z")]
    private static partial Regex LayerBucket();
}
