using CmpPromoter.Oci;
using CmpPromoter.Registry;
using Microsoft.AspNetCore.Http;

namespace CmpPromoter.Tests.Registry;

/// <summary>What tests of the wire share: names, and answers in one line.</summary>
public abstract class WireTest
{
    protected const int TimeoutMilliseconds = 60_000;

    private protected static readonly RepositoryName Repository = RegistryClient.Repository;

    protected static CancellationToken TestToken => TestContext.Current.CancellationToken;

    protected static async Task AnswerAsync(
        HttpContext context, int status, string body = "", string contentType = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        await context.Response.WriteAsync(body);
    }

    protected static async Task AnswerAsync(HttpContext context, ReadOnlyMemory<byte> body, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.BodyWriter.WriteAsync(body);
        }
    }

    /// <summary>
    /// Announces the whole content, sends its beginning and closes the connection, so that what was sent arrives:
    /// aborting it would take back what is still on its way.
    /// </summary>
    protected static async Task CutAsync(HttpContext context, byte[] content, int sentBytes, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content.AsMemory(0, sentBytes));
        await context.Response.Body.FlushAsync();
    }

    /// <summary>Sends nothing more until the client is gone.</summary>
    protected static async Task HangAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    protected static void Redirect(HttpContext context, string location)
    {
        context.Response.StatusCode = 307;
        context.Response.Headers.Location = location;
    }

    protected static async Task DrainAsync(HttpContext context) => await context.Request.Body.CopyToAsync(Stream.Null);

    private protected static string Error(string code, string message) =>
        $$"""{"errors":[{"code":"{{code}}","message":"{{message}}"}]}""";

    private protected static async Task<RegistryException> RefusedAsync(Func<Task> action, RegistryFault fault)
    {
        var refusal = await Assert.ThrowsAsync<RegistryException>(action);
        Assert.Equal(fault, refusal.Fault);
        return refusal;
    }
}
