using System.Net.Security;
using Amazon.Runtime;
using CmpPromoter.Registry;

namespace CmpPromoter.Ecr;

/// <summary>
/// Makes the SDK's HTTP clients, which follow nothing and hand on whole answers only: the SDK's own would let an answer that
/// does not end fill the memory, and one that stands still hold a thread that no cancellation reaches.
/// </summary>
/// <param name="time">The clock of the time-out.</param>
internal sealed class AwsHttp(TimeProvider time) : HttpClientFactory
{
    /// <summary>Opens connections; absent: as HTTP clients do.</summary>
    public Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? Connect { get; init; }

    /// <summary>Judges the certificates of a VPC endpoint behind a company's proxy, or of a stand-in; absent: the system does.</summary>
    public RemoteCertificateValidationCallback? Validation { get; init; }

    /// <summary>What the first request is given; absent: none. Not owned.</summary>
    public EarlyConnection? Early { get; init; }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = clientConfig.ConnectTimeout ?? Timeout.InfiniteTimeSpan,
            ConnectCallback = Connect,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = Validation;
        Early?.AttachTo(handler);
        var whole = new WholeAnswerHandler(handler, clientConfig.Timeout ?? Timeout.InfiniteTimeSpan, time);
        return new HttpClient(whole) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
