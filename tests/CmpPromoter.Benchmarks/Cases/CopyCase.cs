using CmpPromoter.Benchmarks.Measuring;
using CmpPromoter.Benchmarks.Setting;
using CmpPromoter.Testing;

namespace CmpPromoter.Benchmarks.Cases;

/// <summary>
/// Images from one docker-registry to an empty one, then again with nothing to do, then with only a tag to add; by this program
/// and each peer in turn, each to a registry of its own.
/// </summary>
internal static class CopyCase
{
    public const string Ours = "cmp-promoter";

    private const string Cold = "cold";
    private const string Again = "again";
    private const string NewTag = "new tag";

    public static BenchmarkCase Create(string name, CopyShape shape) => new(
        name, $"{shape}; rendered before, so without kustomize; a peer runs once an image", options => RunAsync(options, shape, "", withPeers: true));

    /// <param name="options">How many rounds.</param>
    /// <param name="shape">What is copied.</param>
    /// <param name="prefix">Before what is measured, in the table.</param>
    /// <param name="withPeers">Else this program alone, and no new tag.</param>
    public static async Task<IReadOnlyList<Row>> RunAsync(BenchmarkOptions options, CopyShape shape, string prefix, bool withPeers)
    {
        using var tls = shape.IsSecure ? new TlsIdentity() : null;
        await using var source = await BenchRegistry.StartAsync(2 * shape.MovedBytes, tls, shape.RoundTrip);
        var names = await SourceImages.PushAsync(source, shape);
        var peers = withPeers ? Peer.Installed(tls) : [];
        string[] programs = [Ours, .. peers.Select(peer => peer.Name)];
        string[] steps = withPeers ? [Cold, Again, NewTag] : [Cold, Again];
        var runs = new Dictionary<(string What, string Program), List<Measurement>>();
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var program in programs)
            {
                await using var destination = await BenchRegistry.StartAsync(2 * shape.MovedBytes, tls, shape.RoundTrip);
                foreach (var what in steps)
                {
                    var images = names.Select(name => what == NewTag ? name + "-new" : name).ToArray();
                    var measured = program == Ours
                        ? await PromoteAsync(source, destination, images, shape.Streams)
                        : await CopyAsync(peers.Single(peer => peer.Name == program), source, destination, images);
                    runs.TryAdd((what, program), []);
                    runs[(what, program)].Add(measured);
                }
            }
        }

        return [.. steps.SelectMany(what => programs.Select(program =>
            Row.Of(prefix + what, program, runs[(what, program)], what == Cold ? shape.MovedBytes : 0, countsRequests: true)))];
    }

    private static async Task<Measurement> PromoteAsync(BenchRegistry source, BenchRegistry destination, string[] images, int? streams)
    {
        using var overlay = Overlay.Naming([.. images.Select(image => $"{destination.Host}/{image}")]).Configure($"""
            apiVersion: cmp-promoter/v1
            kind: Promotion
            destination:
              {destination.Configuration}
            sources:
            - {source.Configuration}
            {(streams is { } count ? $"copy: {{concurrency: {count}}}" : "")}
            """);
        using var stand = KustomizeStandIn.Printing(await overlay.KustomizeAsync());
        return await CountAsync(source, destination, () => Measurement.RunAsync(
            [PromoterProcess.Binary, "generate", "--config", overlay.ConfigurationPath, overlay.Path], stand.Variables()));
    }

    private static Task<Measurement> CopyAsync(Peer peer, BenchRegistry source, BenchRegistry destination, string[] images)
    {
        var commands = images.Select(image =>
            string.Join(' ', peer.Copy($"{source.Host}/{image}", $"{destination.Host}/{image}")));
        var command = images.Length == 1
            ? peer.Copy($"{source.Host}/{images[0]}", $"{destination.Host}/{images[0]}")
            : ["/bin/sh", "-c", string.Join(" && ", commands)];
        return CountAsync(source, destination, () => Measurement.RunAsync(command, peer.Variables));
    }

    private static async Task<Measurement> CountAsync(BenchRegistry source, BenchRegistry destination, Func<Task<Measurement>> run)
    {
        await source.TakeRequestCountAsync();
        await destination.TakeRequestCountAsync();
        var measured = await run();
        return measured with
        {
            SourceRequests = await source.TakeRequestCountAsync(),
            DestinationRequests = await destination.TakeRequestCountAsync(),
        };
    }
}
