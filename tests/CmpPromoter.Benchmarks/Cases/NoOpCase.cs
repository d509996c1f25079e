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

    public static BenchmarkCase Create(string name, int images, int repositories) => new(
        name,
        $"{images} images in {repositories} repositories, all there; kustomize alone is the same overlay without us",
        options => RunAsync(options, images, repositories));

    private static async Task<IReadOnlyList<Row>> RunAsync(BenchmarkOptions options, int images, int repositories)
    {
        await using var server = await LocalEcrServer.StartAsync(null);
        var (source, destination) = (server.Account(SourceId), server.Account(DestinationId));
        string[] names = [.. Enumerable.Range(0, images).Select(n => $"team/app-{n % repositories}:{n}")];
        foreach (var name in names)
        {
            var (repository, tag) = (name.Split(':')[0], name.Split(':')[1]);
            destination.PushImage(repository, tag, null);
        }

        using var overlay = Overlay.Naming([.. names.Select(name => $"{destination.RegistryName}/{name}")]).Configure($"""
            apiVersion: cmp-promoter/v1
            kind: Promotion
            destination:
              registry: {destination.RegistryName}
              endpoint: {server.RegistryEndpoint(DestinationId)}
              apiEndpoint: {server.ApiEndpoint}
            sources:
            - registry: {source.RegistryName}
              endpoint: {server.RegistryEndpoint(SourceId)}
              apiEndpoint: {server.ApiEndpoint}
            """);
        var variables = new Dictionary<string, string?>
        {
            ["AWS_ACCESS_KEY_ID"] = "AKIA" + DestinationId,
            ["AWS_SECRET_ACCESS_KEY"] = "of-the-benchmark",
            ["AWS_EC2_METADATA_DISABLED"] = "true",
        };
        string[] generate = [PromoterProcess.Binary, "generate", "--config", overlay.ConfigurationPath, overlay.Path];
        using var stand = KustomizeStandIn.Printing(await overlay.KustomizeAsync());
        var (ours, alone, own) = (new List<Measurement>(), new List<Measurement>(), new List<Measurement>());
        for (var round = 0; round < options.Rounds; round++)
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
