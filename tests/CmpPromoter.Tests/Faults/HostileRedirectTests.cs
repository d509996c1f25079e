using System.Net;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using CmpPromoter.Tests.Properties;
using CmpPromoter.Tests.Registry;
using CsCheck;

namespace CmpPromoter.Tests.Faults;

/// <summary>
/// Wherever a registry on the public Internet leads: nowhere near this machine, never with credentials, not for ever.
/// </summary>
public sealed class HostileRedirectTests
{
    private const string Own = "192.0.2.1";

    private static readonly Manifest Image = RegistryClient.Image();
    private static readonly Descriptor Blob = RegistryClient.Describe("the content of a blob"u8);

    private static readonly Gen<string> Host = Gen.OneOf<string>(
        Gen.OneOf(
            Own, "bucket.example", "localhost", "a.localhost", "LOCALHOST.", "[::1]", "[::ffff:10.0.0.1]", "0x7f.1",
            "0177.0.0.1", "2130706433", "127.1", "169.254.169.254", "[fe80::1]", "[64:ff9b::7f00:1]", "[::]", "0.0.0.0",
            "metadata.google.internal", "%31%32%37.0.0.1", "１２７.0.0.1", "user@127.0.0.1", "127.0.0.1#@x", "[fd00::1]"),
        Gen.Byte.Array[4].Select(bytes => string.Join('.', bytes)),
        Gen.Byte.Array[16].Select(bytes => $"[{new IPAddress(bytes)}]"));

    private static readonly Gen<string> Location = Gen.OneOf<string>(
        Gen.Select(
            Gen.OneOf("http://", "https://", "HTTP://", "//", "ftp://", "file://", "", "http:/", "https:\\\\", " http://"),
            Host,
            Gen.OneOf("", ":80", ":0", ":99999", ":80@x", "?", "/%2e%2e/", "\\x", "/v2/team/api/blobs/x?X-Amz-Signature=canary-signature"))
            .Select((scheme, host, rest) => scheme + host + rest),
        Gen.Char["htps:/\\@?#[]%.0127localhost"].Array[0, 40].Select(text => new string(text)));

    [Fact(Timeout = 120_000)]
    public Task Any_location_is_followed_to_the_outside_without_credentials_or_refused() =>
        Gen.Select(Gen.Int[0, 3], Gen.OneOf(301, 302, 303, 307, 308), Location.Array[1, 3]).HoldsAsync(
            sample => SurviveAsync(sample.Item1, sample.Item2, sample.Item3), iter: 2000);

    private static async Task SurviveAsync(int operation, int status, string[] locations)
    {
        using var handler = new HostileHandler(
            [.. locations.Select(location => new HostileAnswer(status, [("Location", location)], ""))]);
        using var client = new RegistryClient(
            new Uri($"http://{Own}"),
            new StaticCredentials(StaticCredentials.User("canary-password-0123456789")),
            handler: handler);

        var refusal = await Assert.ThrowsAsync<RegistryException>(() => AskAsync(client, operation));

        Assert.DoesNotContain("canary", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(refusal.Message, char.IsControl);
        Assert.InRange(handler.Requests.Count, 1, 2 * (RedirectPolicy.MaxRedirects + 1));
        Assert.All(handler.Requests, request =>
        {
            Assert.Equal(request.Uri.GetLeftPart(UriPartial.Authority) == $"http://{Own}", request.HasAuthorization);
            if (IPAddress.TryParse(request.Uri.IdnHost, out var address))
            {
                Assert.Equal(AddressReach.Public, AddressReaches.Of(address));
            }
        });
    }

    private static Task AskAsync(RegistryClient client, int operation) => operation switch
    {
        0 => client.ReadBlobAsync(Blob, CancellationToken.None),
        1 => client.Registry.FetchManifestsAsync(
            RegistryClient.Repository, [ManifestKey.Of(Image.Digest)], CancellationToken.None),
        2 => client.Registry.FindManifestsAsync(
            RegistryClient.Repository, [ManifestKey.Of(Tag.Parse("1"))], CancellationToken.None),
        _ => client.Registry.FindReferrersAsync(RegistryClient.Repository, Image.Digest, CancellationToken.None),
    };
}
