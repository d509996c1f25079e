using CmpPromoter.DaemonApi;
using CmpPromoter.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Daemon;

/// <summary>What is served over the unix socket: finds who answers a request, and says in one line what went wrong.</summary>
internal sealed partial class SocketApplication(
    PromotionEndpoint promotions, StatusEndpoint status, DaemonState state, ILogger<SocketApplication> logger) : IHttpApplication<HttpContext>
{
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // A DefaultHttpContext without services holds nothing.
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context);
        }
        catch (PromoterException failure)
        {
            await RefuseAsync(context, StatusOf(failure.Kind), WireNames.Of(failure.Kind), failure.Message);
        }
        catch (BadHttpRequestException fault)
        {
            await RefuseAsync(context, fault.StatusCode, WireNames.Of(FailureKind.Usage), $"the request cannot be used: {fault.Message}");
        }
        catch (Exception gone) when (context.RequestAborted.IsCancellationRequested
            && gone is OperationCanceledException or IOException or ConnectionResetException)
        {
            // The render has gone; there is nobody to answer.
        }
        catch (OperationCanceledException)
        {
            await RefuseStoppingAsync(context);
        }
        catch (Exception bug)
        {
            Log.Bug(logger, context.Request.Path.Value ?? "", bug);
            await RefuseAsync(
                context,
                StatusCodes.Status500InternalServerError,
                WireNames.Of(FailureKind.Bug),
                $"a bug in the promoter daemon ({bug.GetType().Name}): look at its log, and report what it says");
        }
    }

    private async Task RouteAsync(HttpContext context)
    {
        switch (context.Request.Path.Value, context.Request.Method)
        {
            case (WireNames.PromotionsPath, _) when state.IsDraining:
                await RefuseStoppingAsync(context);
                break;
            case (WireNames.PromotionsPath, "POST"):
                await promotions.HandleAsync(context);
                break;
            case (WireNames.StatusPath, "GET"):
                await status.HandleAsync(context);
                break;
            case (WireNames.PromotionsPath, _):
                await RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "usage", "this path takes POST");
                break;
            default:
                await RefuseAsync(context, StatusCodes.Status404NotFound, "usage", "no such path");
                break;
        }
    }

    private static Task RefuseStoppingAsync(HttpContext context) => RefuseAsync(
        context,
        StatusCodes.Status503ServiceUnavailable,
        WireNames.Stopping,
        "the promoter daemon is stopping; finished layers are kept, refresh to go on");

    private static async Task RefuseAsync(HttpContext context, int status, string kind, string message)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = WireNames.LinesType;
        }

        try
        {
            await context.Response.Body.WriteAsync(Lines.OfError(kind, message), context.RequestAborted);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // Nobody reads it.
        }
    }

    private static int StatusOf(FailureKind kind) => kind switch
    {
        FailureKind.Usage => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status502BadGateway,
    };

    private static partial class Log
    {
        [LoggerMessage(703, LogLevel.Error, "a bug while answering {Path}")]
        public static partial void Bug(ILogger logger, string path, Exception bug);
    }
}
