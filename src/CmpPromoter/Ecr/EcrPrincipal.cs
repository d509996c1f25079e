using Amazon.ECR;
using CmpPromoter.Registry;

namespace CmpPromoter.Ecr;

/// <summary>The ECR API of one region as one AWS principal sees it, and how that is ready before it is asked anything.</summary>
/// <param name="client">Owned.</param>
/// <param name="early">The client's first connection. Owned; absent where the region has no such endpoint.</param>
/// <param name="rehearsal">With the client's credentials.</param>
internal sealed class EcrPrincipal(AmazonECRClient client, EarlyConnection? early, EcrRehearsal rehearsal) : IDisposable
{
    public IAmazonECR Client => client;

    /// <summary>Finds the credentials and opens a connection; ECR itself is asked nothing.</summary>
    /// <exception cref="Exception">Whatever the first question will meet as well.</exception>
    public Task WarmUpAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(early?.OpenAsync() ?? Task.CompletedTask, rehearsal.RunAsync(cancellationToken));

    public void Dispose()
    {
        early?.Dispose();
        client.Dispose();
    }
}
