using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Accounts;

namespace CmpPromoter.Tests.LocalEcr;

public sealed class ServerTests
{
    private const int Patience = 30_000;

    [Fact(Timeout = Patience)]
    public async Task Every_account_and_region_has_a_registry_of_its_own()
    {
        await using var server = await LocalEcrServer.StartAsync(new LocalEcrOptions
        {
            Accounts = [
                new EcrAccountOptions { Id = EcrClient.Source, Regions = ["us-east-1", "eu-west-1"] },
                new EcrAccountOptions { Id = EcrClient.Destination }],
        });

        Assert.Equal(
            3,
            server.Accounts.Select(account => server.RegistryEndpoint(account.AccountId, account.Region)).Distinct()
                .Count());
        Assert.Throws<ArgumentException>(() => server.RegistryEndpoint(EcrClient.Destination, "eu-west-1"));
    }

    [Fact(Timeout = Patience)]
    public async Task A_port_that_is_taken_is_an_error_and_leaves_nothing_behind()
    {
        await using var server = await LocalEcrServer.StartAsync();

        await Assert.ThrowsAsync<IOException>(
            () => LocalEcrServer.StartAsync(new LocalEcrOptions { ApiPort = server.ApiEndpoint.Port }));
    }

    [Fact(Timeout = Patience)]
    public async Task A_certificate_makes_every_endpoint_https()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        await using var server = await LocalEcrServer.StartAsync(new LocalEcrOptions { Certificate = certificate });
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) =>
            shown?.GetCertHashString() == certificate.GetCertHashString();
        using var http = new HttpClient(handler);

        using var response = await http.GetAsync(new Uri(server.RegistryEndpoint(EcrClient.Source), "/v2/"));

        Assert.Equal(("https", HttpStatusCode.Unauthorized), (server.LayerOrigin.Scheme, response.StatusCode));
    }

    [Fact(Timeout = Patience)]
    public async Task Whoever_has_read_an_answer_finds_it_in_the_log()
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Account(EcrClient.Source).PushImage("team/api", "1.0.0");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);

        for (var i = 1; i <= 200; i++)
        {
            using var response = await client.GetAsync("/v2/team/api/manifests/1.0.0");
            var body = await response.Content.ReadAsByteArrayAsync();

            Assert.Equal((i + 1, (long)body.Length), (server.Log.Entries.Count, server.Log.Entries[^1].ResponseBytes));
        }
    }
}
