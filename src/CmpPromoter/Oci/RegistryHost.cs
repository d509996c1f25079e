using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Oci;

/// <summary>The host name and optional port that name a registry, such as <c>registry.example.com:5000</c> or <c>[::1]:5000</c>; compared without regard to case.</summary>
/// <remarks>https://github.com/distribution/reference/blob/main/regexp.go: domain-name, IPv4 or bracketed IPv6 (no zone, no
/// IPv4-mapped address), and port.</remarks>
internal readonly partial record struct RegistryHost
{
    /// <summary>What a reference without a host means.</summary>
    public static readonly RegistryHost DockerHub = new("docker.io");

    private const int MaxChars = 259; // a DNS name of 253 characters, ':' and 5 digits

    private readonly string? value;

    private RegistryHost(string value)
    {
        this.value = value;
    }

    /// <summary>The host without its port and without IPv6 brackets.</summary>
    public string Name
    {
        get
        {
            var text = ToString();
            return text[0] == '[' ? text[1..text.IndexOf(']', StringComparison.Ordinal)] : text.Split(':')[0];
        }
    }

    /// <summary>This machine: <c>localhost</c>, 127.0.0.0/8 or ::1.</summary>
    public bool IsLoopback =>
        Name is "localhost" || (IPAddress.TryParse(Name, out var address) && IPAddress.IsLoopback(address));

    /// <summary>
    /// Both name the same registry: they are equal, or differ by the port that is meant when there is none. On this machine none is
    /// meant: plain HTTP is usual there.
    /// </summary>
    public bool Names(RegistryHost other) =>
        this == other || (!IsLoopback && WithoutDefaultPort() == other.WithoutDefaultPort());

    /// <exception cref="FormatException">The text is not a registry host; the message says why.</exception>
    public static RegistryHost Parse(string text) =>
        TryParse(text, out var host, out var reason) ? host : throw new FormatException(reason);

    public static bool TryParse(string text, out RegistryHost host, [NotNullWhen(false)] out string? reason)
    {
        host = default;
        reason = Refuse(text);
        if (reason is not null)
        {
            return false;
        }

        host = new RegistryHost(text.ToLowerInvariant());
        return true;
    }

    public override string ToString() => value ?? throw new InvalidOperationException("an unset registry host");

    private string WithoutDefaultPort()
    {
        const string HttpsPort = ":443";
        var text = ToString();
        return text.EndsWith(HttpsPort, StringComparison.Ordinal) ? text[..^HttpsPort.Length] : text;
    }

    private static string? Refuse(string text)
    {
        var match = text.Length <= MaxChars ? Grammar().Match(text) : Match.Empty;
        if (!match.Success)
        {
            return $"'{SafeText.OneLine(text, MaxChars)}' is not a registry host; write host or host:port, without scheme and path";
        }

        if (match.Groups["v6"].Success
            && !(IPAddress.TryParse(match.Groups["v6"].ValueSpan, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6))
        {
            return $"'{text}' holds no IPv6 address between the brackets";
        }

        return match.Groups["port"].Success
            && !(int.TryParse(match.Groups["port"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535)
            ? $"the port of '{text}' is not between 1 and 65535"
            : null;
    }

    [GeneratedRegex(
        @"\A(?:\[(?<v6>[0-9A-Fa-f:]+)\]|(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])(?:\.(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]))*)(?::(?<port>[0-9]{1,5}))?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
