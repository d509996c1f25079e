using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CmpPromoter.Daemon;

/// <summary>What is served on the network, to kubelet and Prometheus: whether it lives, whether it takes work. Nothing can be asked for here.</summary>
internal sealed class ProbeApplication(DaemonState state, DaemonMetrics metrics) : IHttpApplication<HttpContext>
{
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // A DefaultHttpContext without services holds nothing.
    }

    public Task ProcessRequestAsync(HttpContext context) => (context.Request.Method, context.Request.Path.Value) switch
    {
        (not ("GET" or "HEAD"), _) => AnswerAsync(context, StatusCodes.Status405MethodNotAllowed, "only GET\n"),
        (_, "/healthz") => AnswerAsync(context, StatusCodes.Status200OK, "ok\n"),
        (_, "/readyz") when state.IsDraining => AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "stopping\n"),
        (_, "/readyz") => AnswerAsync(context, StatusCodes.Status200OK, "ok\n"),
        (_, "/metrics") => AnswerAsync(context, StatusCodes.Status200OK, metrics.Read(), PrometheusText.ContentType),
        _ => AnswerAsync(context, StatusCodes.Status404NotFound, "not found\n"),
    };

    private static Task AnswerAsync(
        HttpContext context, int status, string text, string contentType = "text/plain; charset=utf-8")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
