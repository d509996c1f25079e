using System.Net;
using CmpPromoter.Testing;

namespace CmpPromoter.Benchmarks.Setting;

/// <summary>A docker-registry in memory, over HTTP or HTTPS, as far away as a case wants it.</summary>
internal sealed class BenchRegistry : IAsyncDisposable
{
    private readonly DockerRegistryProcess process;
    private readonly DelayProxy? line;
    private readonly TlsIdentity? tls;

    private BenchRegistry(DockerRegistryProcess process, DelayProxy? line, TlsIdentity? tls)
    {
        this.process = process;
        this.line = line;
        this.tls = tls;
    }

    /// <summary>host:port behind the line.</summary>
    public string Host => line?.Host ?? process.Host;

    /// <summary>The same registry without the line, to be filled.</summary>
    public string NearHost => process.Host;

    /// <summary>Its keys of the promotion file.</summary>
    public string Configuration => $"registry: {Host}\n  endpoint: {(tls is null ? "http" : "https")}://{Host}"
        + (tls is null ? "" : $"\n  caFile: {tls.CertificatePath}");

    public static async Task<BenchRegistry> StartAsync(long sizeBytes, TlsIdentity? tls, TimeSpan roundTrip)
    {
        var process = await DockerRegistryProcess.StartAsync(sizeBytes: sizeBytes, tls: tls);
        var line = roundTrip > TimeSpan.Zero ? new DelayProxy(IPEndPoint.Parse(process.Host), roundTrip) : null;
        return new BenchRegistry(process, line, tls);
    }

    /// <summary>How many requests it has answered since this was asked last.</summary>
    public async Task<int> TakeRequestCountAsync() => (await process.TakeRequestsAsync()).Count;

    public async ValueTask DisposeAsync()
    {
        if (line is not null)
        {
            await line.DisposeAsync();
        }

        await process.DisposeAsync();
    }
}
