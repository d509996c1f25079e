using System.Security.Cryptography.X509Certificates;
using CmpPromoter.Benchmarks.Measuring;
using CmpPromoter.Benchmarks.Setting;
using CmpPromoter.LocalEcr;
using CmpPromoter.Testing;

namespace CmpPromoter.Benchmarks.Cases;

/// <summary>A render of what has been promoted, between two accounts' ECR, beside what kustomize alone takes for the same overlay.</summary>
internal static class NoOpCase
{
    private const string SourceId = "111111111111";
    private const string DestinationId = "222222222222";

    /// <summary>A render is short and what else the machine does is not: more rounds than where gigabytes move.</summary>
    private const int RendersARound = 7;

    private static readonly Dictionary<string, string?> Credentials = new()
    {
        ["AWS_ACCESS_KEY_ID"] = "AKIA" + DestinationId,
        ["AWS_SECRET_ACCESS_KEY"] = "of-the-benchmark",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
    };

    public static BenchmarkCase Create(string name, int images, int repositories, bool isSecure = false, bool hasDaemon = false) => new(
        name,
        $"{images} images in {repositories} repositories, all there, over {(isSecure ? "HTTPS" : "HTTP")}{(hasDaemon ? ", through the daemon" : "")}; "
        + "kustomize alone is the same overlay without us",
        options => RunAsync(options.Rounds * RendersARound, images, repositories, isSecure, hasDaemon));

    private static async Task<IReadOnlyList<Row>> RunAsync(int renders, int images, int repositories, bool isSecure, bool hasDaemon)
    {
        using var tls = new TlsIdentity();
        using var certificate = X509Certificate2.CreateFromPemFile(tls.CertificatePath, tls.KeyPath);
        await using var server = await LocalEcrServer.StartAsync(new LocalEcrOptions { Certificate = isSecure ? certificate : null });
        string[] names = [.. Enumerable.Range(0, images).Select(n => $"team/app-{n % repositories}:{n}")];
        foreach (var name in names)
        {
            var (repository, tag) = (name.Split(':')[0], name.Split(':')[1]);
            server.Account(DestinationId).PushImage(repository, tag, null);
        }

        var registry = server.Account(DestinationId).RegistryName;
        using var overlay = Overlay.Naming([.. names.Select(name => $"{registry}/{name}")])
            .Configure(Configuration(server, isSecure ? $"caFile: {tls.CertificatePath}" : ""));
        if (!hasDaemon)
        {
            return await MeasureAsync(renders, server, overlay, Credentials);
        }

        await using var daemon = await BenchDaemon.StartAsync(overlay.ConfigurationPath, Credentials);
        return await MeasureAsync(renders, server, overlay, daemon.Variables);
    }

    private static string Configuration(LocalEcrServer server, string more)
    {
        return $"""
            apiVersion: cmp-promoter/v1
            kind: Promotion
            destination:
              {Place(DestinationId, "  ")}
            sources:
            - {Place(SourceId, "  ")}
            """;

        string Place(string account, string indent) => string.Join($"\n{indent}", new[]
        {
            $"registry: {server.Account(account).RegistryName}",
            $"endpoint: {server.RegistryEndpoint(account)}",
            $"apiEndpoint: {server.ApiEndpoint}",
            more,
        });
    }

    private static async Task<IReadOnlyList<Row>> MeasureAsync(
        int renders, LocalEcrServer server, Overlay overlay, IReadOnlyDictionary<string, string?> variables)
    {
        string[] generate = [PromoterProcess.Binary, "generate", "--config", overlay.ConfigurationPath, overlay.Path];
        using var stand = KustomizeStandIn.Printing(await overlay.KustomizeAsync());
        var (ours, alone, own) = (new List<Measurement>(), new List<Measurement>(), new List<Measurement>());
        for (var n = 0; n < renders; n++)
        {
            server.Log.Clear();
            var run = await Measurement.RunAsync(generate, variables);
            ours.Add(run with
            {
                SourceRequests = server.Log.Count(entry => entry.AccountId == SourceId),
                DestinationRequests = server.Log.Count(entry => entry.AccountId == DestinationId),
            });
            alone.Add(await Measurement.RunAsync([ExternalTool.Kubectl(), "kustomize", overlay.Path]));
            own.Add(await Measurement.RunAsync(generate, stand.Variables(variables)));
        }

        return
        [
            Row.Of("render", CopyCase.Ours, ours, countsRequests: true),
            Row.Of("render", "kustomize alone", alone),
            Row.Of("rendered before", CopyCase.Ours, own),
        ];
    }
}
