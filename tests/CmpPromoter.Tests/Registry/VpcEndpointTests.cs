using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CmpPromoter.Commands;
using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using CmpPromoter.Testing;
using CmpPromoter.Tests.Ecr;
using Microsoft.AspNetCore.Hosting;

namespace CmpPromoter.Tests.Registry;

/// <summary>ECR behind an interface VPC endpoint: connected to by the endpoint's name, asked by the registry's.</summary>
public sealed class VpcEndpointTests : WireTest
{
    private const string Name = "111111111111.dkr.ecr.eu-central-1.amazonaws.com";

    [Theory]
    [InlineData("https://vpce-0a1b2c3d-4e5f.dkr.ecr.eu-central-1.vpce.amazonaws.com", true)]
    [InlineData("https://vpce-0a1b2c3d-4e5f-eu-central-1a.dkr.ecr.eu-central-1.vpce.amazonaws.com", true)]
    [InlineData("https://vpce-0a1b2c3d-4e5f.dkr.ecr.cn-north-1.vpce.amazonaws.com.cn", true)]
    [InlineData("https://vpce-0a1b2c3d-4e5f.api.ecr.eu-central-1.vpce.amazonaws.com", false)]
    [InlineData("https://vpce-0a1b2c3d.vpce-svc-1.eu-central-1.vpce.amazonaws.com", false)]
    [InlineData("https://vpce-0a1b2c3d-4e5f.dkr.ecr.eu-central-1.vpce.amazonaws.com.example.org", false)]
    [InlineData("http://127.0.0.1:5001", false)]
    public void A_VPC_endpoint_of_ECRs_is_asked_by_the_registrys_name(string endpoint, bool isVpcEndpoint)
    {
        var options = ScriptedAws.Options(RegistryHost.Parse(Name)) with { Endpoint = new Uri(endpoint) };

        var site = RegistryBuilder.SiteOf(options);

        Assert.Equal(isVpcEndpoint ? new Uri($"https://{Name}") : options.Endpoint, site.Endpoint);
        Assert.Equal(isVpcEndpoint ? options.Endpoint : null, site.Via);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task Host_header_and_TLS_name_the_registry_wherever_the_connection_goes()
    {
        using var certificate = CertificateOf(Name);
        using var directory = new TemporaryDirectory();
        var caFile = directory.Write("ca.pem", certificate.ExportCertificatePem());
        string? tlsName = null;
        await using var server = await ScriptedRegistry.StartAsync(
            (context, _) => AnswerAsync(context, 404),
            listen => listen.UseHttps(https => https.ServerCertificateSelector = (_, name) =>
            {
                tlsName = name;
                return certificate;
            }));
        var site = new RegistrySite(RegistryHost.Parse(Name), new Uri($"https://{Name}")) { Via = server.Endpoint };
        using var client = new RegistryClient(
            site.Endpoint, host: Name, handler: RegistryHttp.CreateHandler(site, caFile, maxConnections: 1));

        var found = await client.Registry.FetchManifestsAsync(
            Repository, [ManifestKey.Of(Tag.Parse("1"))], TestToken);

        Assert.Equal([null], found);
        Assert.Equal((Name, Name), (server.Requests[0].Headers["Host"], tlsName));
    }

    [Fact]
    public void Endpoints_that_were_exchanged_are_told_which_goes_where()
    {
        var fault = Assert.Throws<PromoterException>(() => PromotionFile.Parse(
            $$"""
            apiVersion: cmp-promoter/v1
            kind: Promotion
            destination:
              registry: {{Name}}
              endpoint: https://vpce-0a1b2c3d-4e5f.api.ecr.eu-central-1.vpce.amazonaws.com
              apiEndpoint: https://vpce-0a1b2c3d-4e5f.dkr.ecr.eu-central-1.vpce.amazonaws.com
            sources: [{registry: source.example.com}]
            """,
            "f.yaml"));

        Assert.Contains("this VPC endpoint is the ECR API's; write it as apiEndpoint", fault.Message, StringComparison.Ordinal);
        Assert.Contains("this VPC endpoint is the registry's; write it as endpoint", fault.Message, StringComparison.Ordinal);
    }

    private static X509Certificate2 CertificateOf(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=registry.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var today = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(today.AddDays(-1), today.AddDays(1));
    }
}
