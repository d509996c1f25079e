using CmpPromoter.Testing;

namespace CmpPromoter.Benchmarks.Setting;

/// <summary>A promoter daemon, with the credentials that its renders do not have.</summary>
internal sealed class BenchDaemon : IAsyncDisposable
{
    private readonly TemporaryDirectory directory = new();
    private RunningPromoter? daemon;

    private BenchDaemon()
    {
    }

    /// <summary>What a render is given.</summary>
    public IReadOnlyDictionary<string, string?> Variables => new Dictionary<string, string?> { ["CMP_PROMOTER_SOCKET"] = Socket };

    private string Socket => Path.Combine(directory.Path, "promoter.sock");

    /// <param name="configurationPath">Its promotion file.</param>
    /// <param name="credentials">Its AWS variables.</param>
    public static async Task<BenchDaemon> StartAsync(string configurationPath, IReadOnlyDictionary<string, string?> credentials)
    {
        var bench = new BenchDaemon();
        var process = new PromoterProcess();
        foreach (var (name, value) in credentials)
        {
            process.With(name, value ?? "");
        }

        bench.daemon = process.Start("serve", "--config", configurationPath, "--socket", bench.Socket, "--listen", "127.0.0.1:0");
        await bench.daemon.SaysAsync("serving renders at ");
        return bench;
    }

    public async ValueTask DisposeAsync()
    {
        if (daemon is not null)
        {
            await daemon.SignalAsync("TERM");
            await daemon.Ended;
        }

        directory.Dispose();
    }
}
