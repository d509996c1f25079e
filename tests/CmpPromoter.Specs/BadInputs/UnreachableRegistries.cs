using CmpPromoter.LocalEcr;
using CmpPromoter.Specs.Setting;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.BadInputs;

/// <summary>Registries that cannot be talked to: the user learns which one, why, and what to look at.</summary>
public sealed class UnreachableRegistries
{
    [Fact(Timeout = 120_000)]
    public async Task A_destination_that_nobody_serves_is_named_with_its_address()
    {
        using var nowhere = new ClosedPort();
        using var overlay = Overlay.Naming($"{nowhere.Host}/team/api:1.4").ConfigureOci(nowhere.Host, "127.0.0.1:1");

        var result = await TwoRegistries.GenerateAsync(overlay);

        result.AssertFailed(
            5,
            $"- {nowhere.Host}/team/api:1.4 (",
            $"destination {nowhere.Host}: HEAD http://{nowhere.Host}/v2/team/api/manifests/1.4: no connection",
            "Connection refused (tried 3 times in ",
            "). Check the registry's name and endpoint, DNS, HTTPS_PROXY/NO_PROXY, "
            + "and whether the pod's network lets it through\n");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_source_that_nobody_serves_is_named_with_its_address()
    {
        await using var destination = await DockerRegistryProcess.StartAsync();
        using var nowhere = new ClosedPort();
        using var overlay = Overlay.Naming($"{destination.Host}/team/api:1.4")
            .ConfigureOci(destination.Host, nowhere.Host);

        var result = await TwoRegistries.GenerateAsync(overlay);

        result.AssertFailed(5, $"absent at the destination; looking for it at the source: source {nowhere.Host}: ");
    }

    [Fact(Timeout = 120_000)]
    public async Task An_ECR_API_that_nobody_serves_is_named_with_its_address()
    {
        await using var world = await TwoAccounts.StartAsync();
        using var nowhere = new ClosedPort();
        using var overlay = world.OverlayNaming("team/api:1.4");
        var text = File.ReadAllText(overlay.ConfigurationPath);
        overlay.Configure(text.Replace(world.ApiEndpoint.Authority, nowhere.Host, StringComparison.Ordinal));

        var result = await world.GenerateAsync(overlay);

        result.AssertFailed(
            5,
            "BatchGetImage",
            nowhere.Host,
            "Connection refused",
            "Check the registry's name and endpoint, DNS");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_certificate_of_a_private_authority_is_refused_until_caFile_names_it()
    {
        using var certificate = PrivateAuthority.Issue();
        await using var world = await TwoAccounts.StartAsync(new LocalEcrOptions { Certificate = certificate });
        var host = world.ProductionEndpoint.Authority;
        using var overlay = Overlay.Naming($"{host}/team/api:1.4");
        var configuration = $"""
            apiVersion: cmp-promoter/v1
            kind: Promotion
            sources:
            - registry: 127.0.0.1:1
            destination:
              registry: {host}
            """;

        var refused = await TwoRegistries.GenerateAsync(overlay.Configure(configuration));
        overlay.Write("../ca.pem", certificate.ExportCertificatePem());
        var trusted = await TwoRegistries.GenerateAsync(overlay.Configure(configuration + "\n  caFile: ca.pem"));

        refused.AssertFailed(
            5,
            $"destination {host}: HEAD https://{host}/v2/team/api/manifests/1.4: TLS failed: ",
            ". If a private authority signed the certificate, name its PEM file in SSL_CERT_FILE, or in promotion.yaml as this registry's caFile\n");

        // The next hurdle is the registry's own: there are no credentials.
        trusted.AssertFailed(5, "401");
        Assert.DoesNotContain("TLS", trusted.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_ECR_API_with_a_certificate_of_a_private_authority_is_refused_until_caFile_names_it()
    {
        using var certificate = PrivateAuthority.Issue();
        await using var world = await TwoAccounts.StartAsync(new LocalEcrOptions { Certificate = certificate });
        using var overlay = world.OverlayNaming("team/api:1.4");

        var result = await world.GenerateAsync(overlay);

        result.AssertFailed(
            5,
            $"destination {world.Production.RegistryName}: BatchGetImage https://{world.ApiEndpoint.Authority}: "
            + "TLS failed: The remote certificate is invalid",
            " caFile; the pod's own AWS credentials (IRSA) are fetched with the authorities of the variable SSL_CERT_FILE\n");

        overlay.Write("../ca.pem", certificate.ExportCertificatePem());
        var configuration = (await File.ReadAllTextAsync(overlay.ConfigurationPath, TestContext.Current.CancellationToken))
            .Replace("  apiEndpoint:", "  caFile: ca.pem\n  apiEndpoint:", StringComparison.Ordinal);
        var trusted = await world.GenerateAsync(overlay.Configure(configuration));

        // The next hurdle is what the API answers.
        trusted.AssertFailed(4, "the destination repository team/api does not exist");
    }
}
