using System.Diagnostics;

namespace CmpPromoter.Diagnostics;

/// <summary>
/// The spans of one promotion: generate, render, plan, copy, blob. They cost nothing until somebody listens, which happens only
/// where OpenTelemetry's variables say where to send them.
/// </summary>
internal static class Traces
{
    public const string SourceName = "CmpPromoter";

    /// <summary>By which a render tells the daemon whose work it asks for.</summary>
    /// <remarks>https://www.w3.org/TR/trace-context/#traceparent-header</remarks>
    public const string ParentHeader = "traceparent";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Does the work as a span below the one that is current; a failure is written on it.</summary>
    /// <param name="name">From a closed set.</param>
    /// <param name="work">Is given the span to write on; absent where nobody listens.</param>
    /// <param name="parent">Of another process; absent: the current span.</param>
    public static async Task<T> RunAsync<T>(string name, Func<Activity?, Task<T>> work, ActivityContext parent = default)
    {
        using var span = Source.StartActivity(name, parent == default ? ActivityKind.Internal : ActivityKind.Server, parent);
        try
        {
            return await work(span);
        }
        catch (Exception fault) when (Note(span, fault))
        {
            throw;
        }
    }

    /// <summary>The span that a header's value names; what is no such value is nobody's.</summary>
    public static ActivityContext ParentOf(string? header) =>
        ActivityContext.TryParse(header, traceState: null, isRemote: true, out var parent) ? parent : default;

    /// <returns>False: nothing is caught.</returns>
    private static bool Note(Activity? span, Exception fault)
    {
        span?.SetStatus(ActivityStatusCode.Error, fault is PromoterException ? fault.Message : fault.GetType().Name);
        return false;
    }
}
