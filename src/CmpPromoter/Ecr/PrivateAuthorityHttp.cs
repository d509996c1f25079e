using Amazon.Runtime;
using CmpPromoter.Registry;

namespace CmpPromoter.Ecr;

/// <summary>
/// Makes the SDK's HTTP clients for an endpoint of AWS's APIs whose certificate a private authority signed: a VPC endpoint
/// behind a company's proxy, a stand-in.
/// </summary>
/// <param name="caFile">PEM certificates trusted besides the system's.</param>
internal sealed class PrivateAuthorityHttp(string caFile) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = clientConfig.ConnectTimeout ?? Timeout.InfiniteTimeSpan,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = PrivateAuthorities.CreateValidation(caFile);
        return new HttpClient(handler) { Timeout = clientConfig.Timeout ?? Timeout.InfiniteTimeSpan };
    }
}
