using System.Net;
using CmpPromoter.Tests.Registry;

namespace CmpPromoter.Tests.Faults;

public sealed class StallFaultTests : WireTest
{
    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_destination_that_takes_no_more_bytes_is_given_up_and_the_layer_goes_into_a_new_session()
    {
        var content = new byte[1_000_000];
        var stuck = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var handler = new StuckHandler(stuck);
        using var client = new RegistryClient(new Uri("http://127.0.0.1:5000"), handler: handler);
        var sent = new Ledger();

        var upload = client.Registry.UploadBlobAsync(
            Repository, RegistryClient.Describe(content), new MemorySource(content), sent, TestToken);
        await stuck.Task;
        client.Time.EndSilence();
        await upload;

        Assert.Equal(content.Length, sent.Sum);
        Assert.Equal(["POST", "PUT", "POST", "PUT"], handler.Methods);
    }

    /// <summary>A destination whose first session takes one piece and then stands still.</summary>
    private sealed class StuckHandler(TaskCompletionSource stuck) : HttpMessageHandler
    {
        public List<string> Methods { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Methods.Add(request.Method.Method);
            var isUpload = request.Method == HttpMethod.Put;
            using var sink = new Sink(isUpload && Methods.Count == 2 ? stuck : null);
            await request.Content!.CopyToAsync(sink, cancellationToken); // POST and PUT have one.
            var response = new HttpResponseMessage(isUpload ? HttpStatusCode.Created : HttpStatusCode.Accepted);
            response.Headers.Location = new Uri("/v2/team/api/blobs/uploads/1", UriKind.Relative);
            return response;
        }
    }

    private sealed class Sink(TaskCompletionSource? stuck) : MemoryStream
    {
        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (stuck is not null && Position > 0)
            {
                stuck.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            await base.WriteAsync(buffer, cancellationToken);
        }
    }
}
