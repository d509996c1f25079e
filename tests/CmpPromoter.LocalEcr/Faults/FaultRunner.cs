using System.Text;
using CmpPromoter.LocalEcr.Wire;
using Microsoft.AspNetCore.Http;

namespace CmpPromoter.LocalEcr.Faults;

/// <summary>Carries out the faults that strike a request.</summary>
internal static class FaultRunner
{
    /// <returns>Whether the request has had its answer.</returns>
    public static async Task<bool> StrikeAsync(
        EcrCall call,
        IOriginHandler handler,
        ImmutableArray<FaultAction> actions,
        RequestBody request,
        ResponseBody response,
        TimeProvider timeProvider)
    {
        response.Spoil(actions);
        foreach (var action in actions)
        {
            switch (action)
            {
                case FaultAction.Hold hold:
                    await hold.Until.WaitAsync(call.Aborted);
                    break;
                case FaultAction.Stall { AfterBytes: null }:
                    await Task.Delay(Timeout.InfiniteTimeSpan, timeProvider, call.Aborted);
                    break;
                case FaultAction.CutRequest cut:
                    request.CutAfterBytes = cut.AfterBytes;
                    break;
                case FaultAction.StallRequest stall:
                    request.StallAfterBytes = stall.AfterBytes;
                    break;
                case FaultAction.IgnoreRange:
                    call.Request.Headers.Remove("Range");
                    break;
                case FaultAction.Expire:
                    call.IsExpired = true;
                    break;
                case FaultAction.LoseSession:
                    call.IsSessionLost = true;
                    break;
                case FaultAction.Redirect redirect:
                    call.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
                    call.Response.Headers.Location = redirect.Location.OriginalString;
                    return true;
                case FaultAction.Throttle throttle:
                    call.Response.Headers.RetryAfter = throttle.RetryAfter;
                    await handler.RefuseAsync(call, null, EcrErrors.Throttled());
                    return true;
                case FaultAction.Answer answer:
                    await AnswerAsync(call, handler, answer);
                    return true;
            }
        }

        return false;
    }

    private static async Task AnswerAsync(EcrCall call, IOriginHandler handler, FaultAction.Answer answer)
    {
        if (answer.RetryAfter is not null)
        {
            call.Response.Headers.RetryAfter = answer.RetryAfter;
        }

        if (answer.Body is null)
        {
            await handler.RefuseAsync(
                call, answer.Status, new EcrException(answer.Code, answer.Status, answer.Code, answer.Message));
            return;
        }

        call.Response.StatusCode = answer.Status;
        call.Response.ContentType = answer.ContentType;
        await call.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer.Body), call.Aborted);
    }
}
