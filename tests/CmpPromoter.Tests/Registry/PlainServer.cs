using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using CmpPromoter.Testing;

namespace CmpPromoter.Tests.Registry;

/// <summary>A server on loopback that answers every request with nothing, and counts its connections.</summary>
internal sealed class PlainServer : IAsyncDisposable
{
    private static readonly byte[] Nothing = "HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray();

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim seen = new(0);
    private readonly X509Certificate2? certificate;
    private readonly Task accepting;
    private int connections;
    private int requests;

    /// <param name="tls">Absent: plain HTTP.</param>
    public PlainServer(TlsIdentity? tls)
    {
        certificate = tls is null ? null : X509Certificate2.CreateFromPemFile(tls.CertificatePath, tls.KeyPath);
        listener.Start();
        Endpoint = new Uri($"{(tls is null ? "http" : "https")}://{listener.LocalEndpoint}");
        accepting = AcceptAsync();
    }

    public Uri Endpoint { get; }

    public int Connections => Volatile.Read(ref connections);

    public int Requests => Volatile.Read(ref requests);

    /// <summary>So many connections are closed before anything is said.</summary>
    public int ClosesAtOnce { get; init; }

    /// <summary>Takes connections and says nothing.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Waits until so many connections more have been taken, and closed where that is their fate.</summary>
    public async Task SeeConnectionsAsync(int count)
    {
        for (var n = 0; n < count; n++)
        {
            await seen.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        certificate?.Dispose();
        seen.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(stop.Token);
                if (Interlocked.Increment(ref connections) <= ClosesAtOnce)
                {
                    client.Dispose();
                }
                else
                {
                    serving.Add(ServeAsync(client));
                }

                seen.Release();
            }
        }
        finally
        {
            await Task.WhenAll(serving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        await using Stream plain = new NetworkStream(client, ownsSocket: true);
        if (IsSilent)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token);
        }

        await using var stream = certificate is null ? plain : new SslStream(plain);
        if (stream is SslStream secured)
        {
            var options = new SslServerAuthenticationOptions { ServerCertificate = certificate };
            await secured.AuthenticateAsServerAsync(options, stop.Token);
        }

        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(stop.Token) is { } line)
        {
            if (line.Length == 0)
            {
                Interlocked.Increment(ref requests);
                await stream.WriteAsync(Nothing, stop.Token);
            }
        }
    }
}
