using System.Net;
using System.Net.Sockets;

namespace CmpPromoter.Registry;

/// <summary>From how far an address can be reached; the higher, the closer to this machine.</summary>
internal enum AddressReach
{
    /// <summary>From the internet.</summary>
    Public,

    /// <summary>Within an organisation: RFC 1918, RFC 6598, RFC 4193.</summary>
    Private,

    /// <summary>This machine.</summary>
    Loopback,

    /// <summary>This link, where cloud metadata services are; multicast and reserved addresses too.</summary>
    LinkLocal,
}

/// <summary>Classifies addresses.</summary>
internal static class AddressReaches
{
    private static readonly ImmutableArray<(IPNetwork Network, AddressReach Reach)> Networks =
    [
        (IPNetwork.Parse("0.0.0.0/8"), AddressReach.Loopback),
        (IPNetwork.Parse("127.0.0.0/8"), AddressReach.Loopback),
        (IPNetwork.Parse("10.0.0.0/8"), AddressReach.Private),
        (IPNetwork.Parse("100.64.0.0/10"), AddressReach.Private),
        (IPNetwork.Parse("172.16.0.0/12"), AddressReach.Private),
        (IPNetwork.Parse("192.168.0.0/16"), AddressReach.Private),
        (IPNetwork.Parse("169.254.0.0/16"), AddressReach.LinkLocal),
        (IPNetwork.Parse("224.0.0.0/3"), AddressReach.LinkLocal),
        (IPNetwork.Parse("::/127"), AddressReach.Loopback),

        // Before fc00::/7: the IPv6 addresses of Amazon's metadata and credential services.
        (IPNetwork.Parse("fd00:ec2::/32"), AddressReach.LinkLocal),
        (IPNetwork.Parse("fc00::/7"), AddressReach.Private),
        (IPNetwork.Parse("fe80::/10"), AddressReach.LinkLocal),
        (IPNetwork.Parse("ff00::/8"), AddressReach.LinkLocal),
    ];

    // RFC 6052: an IPv6-only network reaches IPv4 addresses through this prefix, metadata services among them.
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    public static AddressReach Of(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
            : address.AddressFamily is AddressFamily.InterNetworkV6 && Nat64.Contains(address)
                ? new IPAddress(address.GetAddressBytes().AsSpan(12))
                : address;
        foreach (var (network, reach) in Networks)
        {
            if (network.Contains(plain))
            {
                return reach;
            }
        }

        return AddressReach.Public;
    }
}
