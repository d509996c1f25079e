using CmpPromoter.Oci;
using CmpPromoter.Registry;
using Microsoft.AspNetCore.Http;

namespace CmpPromoter.Tests.Registry;

/// <summary>Registries that refuse an upload while its body is still on the way.</summary>
public sealed class EarlyRefusalTests : WireTest
{
    private const string Session = "/v2/team/api/blobs/uploads/1";

    // More than the sockets of both sides hold, so that the body cannot be out before the connection ends.
    private static readonly byte[] Content = new byte[48 * 1024 * 1024];
    private static readonly Descriptor Blob = RegistryClient.Describe(Content);

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData("413 Content Too Large", "Refused")]
    [InlineData("403 Forbidden", "Forbidden")]
    public async Task A_refusal_that_is_lost_with_the_connection_is_heard_the_second_time(string status, string fault)
    {
        await using var server = new ImpatientServer(head => head.StartsWith("POST", StringComparison.Ordinal)
            ? $"HTTP/1.1 202 Accepted\r\nLocation: {Session}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            : $"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        using var client = new RegistryClient(server.Endpoint);
        var source = new MemorySource(Content);
        var sent = new Ledger();

        var refusal = await RefusedAsync(
            () => client.Registry.UploadBlobAsync(Repository, Blob, source, sent, TestToken),
            Enum.Parse<RegistryFault>(fault));

        Assert.Contains($": {status[..3]} ", refusal.Message, StringComparison.Ordinal);
        Assert.Equal((2, 0L), (source.Openings, sent.Sum));
        Assert.Equal(
            [false, true],
            server.Heads.Where(head => head.StartsWith("PUT", StringComparison.Ordinal))
                .Select(head => head.Contains("Expect: 100-continue", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_registry_that_cannot_be_asked_first_gets_the_body_at_once()
    {
        var puts = 0;
        await using var server = await ScriptedRegistry.StartAsync(async (context, _) =>
        {
            if (!HttpMethods.IsPut(context.Request.Method))
            {
                context.Response.Headers.Location = Session;
                context.Response.StatusCode = HttpMethods.IsPost(context.Request.Method) ? 202 : 404;
                return;
            }

            switch (++puts)
            {
                case 1:
                    context.Abort();
                    return;
                case 2:
                    context.Response.StatusCode = 417;
                    return;
                default:
                    await DrainAsync(context);
                    context.Response.StatusCode = 201;
                    return;
            }
        });
        using var client = new RegistryClient(server.Endpoint);

        await client.Registry.UploadBlobAsync(Repository, Blob, new MemorySource(Content), new Ledger(), TestToken);

        Assert.Equal(
            [false, true, false],
            server.Requests.Where(request => request.Method == "PUT")
                .Select(request => request.Headers.ContainsKey("Expect")));
    }
}
