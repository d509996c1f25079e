using Amazon.Runtime;
using CmpPromoter.Registry;

namespace CmpPromoter.Ecr;

/// <summary>
/// Makes the SDK's HTTP clients, which follow nothing and hand on whole answers only: the SDK's own would let an answer that
/// does not end fill the memory, and one that stands still hold a thread that no cancellation reaches.
/// </summary>
/// <param name="caFile">
/// PEM certificates trusted besides the system's, for a VPC endpoint behind a company's proxy or a stand-in; absent: none.
/// </param>
/// <param name="time">The clock of the time-out.</param>
internal sealed class AwsHttp(string? caFile, TimeProvider time) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = clientConfig.ConnectTimeout ?? Timeout.InfiniteTimeSpan,
        };
        if (caFile is not null)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = PrivateAuthorities.CreateValidation(caFile);
        }

        var whole = new WholeAnswerHandler(handler, clientConfig.Timeout ?? Timeout.InfiniteTimeSpan, time);
        return new HttpClient(whole) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
