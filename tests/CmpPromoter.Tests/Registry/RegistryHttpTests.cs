using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using CmpPromoter.Testing;
using Microsoft.AspNetCore.Hosting;

namespace CmpPromoter.Tests.Registry;

public sealed class RegistryHttpTests : WireTest, IDisposable
{
    private static readonly Manifest Image = RegistryClient.Image();
    private static readonly ManifestKey Key = ManifestKey.Of(Image.Digest);
    private readonly TemporaryDirectory directory = new();

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_certificate_of_the_extra_authority_is_trusted()
    {
        using var authority = Authority();
        await using var server = await StartAsync(authority, "127.0.0.1");
        using var client = new RegistryClient(server.Endpoint, caFile: PemFile(authority));

        Assert.Equal([Image], await client.Registry.FetchManifestsAsync(Repository, [Key], TestToken));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_at_once()
    {
        using var authority = Authority();
        await using var server = await StartAsync(authority, "127.0.0.1");
        using var client = new RegistryClient(server.Endpoint);

        var refusal = await RefusedAsync(
            () => client.Registry.FetchManifestsAsync(Repository, [Key], TestToken), RegistryFault.Tls);

        Assert.Contains("TLS failed: ", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(client.Time.Delays);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_certificate_of_the_extra_authority_for_another_name_is_refused()
    {
        using var authority = Authority();
        await using var server = await StartAsync(authority, "127.0.0.2");
        using var client = new RegistryClient(server.Endpoint, caFile: PemFile(authority));

        await RefusedAsync(() => client.Registry.FetchManifestsAsync(Repository, [Key], TestToken), RegistryFault.Tls);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        using var authority = Authority();
        using var other = Authority();
        await using var server = await StartAsync(authority, "127.0.0.1");
        using var client = new RegistryClient(server.Endpoint, caFile: PemFile(other));

        await RefusedAsync(() => client.Registry.FetchManifestsAsync(Repository, [Key], TestToken), RegistryFault.Tls);
    }

    [Fact]
    public void A_file_without_certificates_is_a_fault_of_the_configuration()
    {
        var path = directory.Write("ca.pem", "nothing");
        var site = new RegistrySite(
            RegistryHost.Parse("registry.example.com"), new Uri("https://registry.example.com"));

        var failure = Assert.Throws<PromoterException>(() => RegistryHttp.CreateHandler(site, path, maxConnections: 1));

        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.StartsWith($"caFile {path} holds no certificate", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8.8.8.8", "Public")]
    [InlineData("172.15.255.255", "Public")]
    [InlineData("172.16.0.0", "Private")]
    [InlineData("172.31.255.255", "Private")]
    [InlineData("100.64.0.1", "Private")]
    [InlineData("0.0.0.0", "Loopback")]
    [InlineData("::", "Loopback")]
    [InlineData("::1", "Loopback")]
    [InlineData("::ffff:10.0.0.1", "Private")]
    [InlineData("169.254.170.2", "LinkLocal")]
    [InlineData("fe80::1", "LinkLocal")]
    [InlineData("fd00:ec2::254", "LinkLocal")]
    [InlineData("fd12::1", "Private")]
    [InlineData("2600:1f00::1", "Public")]
    [InlineData("255.255.255.255", "LinkLocal")]
    public void Addresses_are_known_by_their_reach(string address, string reach) =>
        Assert.Equal(reach, AddressReaches.Of(IPAddress.Parse(address)).ToString());

    public void Dispose() => directory.Dispose();

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=test authority {Guid.NewGuid():n}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=registry", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var certificate = request.Create(
            authority, authority.NotBefore, authority.NotAfter, Guid.NewGuid().ToByteArray());
        using var withKey = certificate.CopyWithPrivateKey(key);

        // Kestrel wants a key that is bound to the certificate.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
    }

    private static Task<ScriptedRegistry> StartAsync(X509Certificate2 authority, string address) =>
        ScriptedRegistry.StartAsync(
            (context, _) => AnswerAsync(context, Image.Bytes), listen => listen.UseHttps(Issue(authority, address)));

    private string PemFile(X509Certificate2 authority) =>
        directory.Write($"{authority.Thumbprint}.pem", authority.ExportCertificatePem());
}
