using Amazon.ECR;
using Amazon.ECR.Model;
using Amazon.Runtime;

namespace CmpPromoter.Ecr;

/// <summary>
/// Asks a question that leaves nothing undone but being sent: the credentials are found, for which STS or the node may be
/// asked, the call is signed and written, and an answer from memory is read. The first real question then waits for the
/// network alone; without it, it waits for the SDK as well, twenty times as long as for the answers after it.
/// </summary>
/// <param name="credentials">Those of the real questions; absent: the SDK's default chain.</param>
/// <param name="region">The real questions'.</param>
/// <param name="time">The clock of time-outs.</param>
internal sealed class EcrRehearsal(AWSCredentials? credentials, string region, TimeProvider time)
{
    private const string Name = "rehearsal";

    /// <exception cref="Exception">Whatever the real question will meet as well, such as that there are no credentials.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var config = new AmazonECRConfig
        {
            ServiceURL = "http://rehearsal.invalid", // RFC 2606: whatever else fails, there is no such server.
            AuthenticationRegion = region,
            HttpClientFactory = new AwsHttp(time) { Connect = static (_, _) => new(new AnsweredStream()) },
        };
        using var client = SingleAttemptEcrClient.Create(credentials, config);
        var question = new BatchGetImageRequest { RepositoryName = Name, ImageIds = [new ImageIdentifier { ImageTag = Name }] };
        await client.BatchGetImageAsync(question, cancellationToken);
    }

    /// <summary>Takes a request, to throw it away, and has the answer.</summary>
    private sealed class AnsweredStream() : MemoryStream(Answer, writable: false)
    {
        private static readonly byte[] Answer =
            "HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray();

        public override bool CanWrite => true;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => default;
    }
}
