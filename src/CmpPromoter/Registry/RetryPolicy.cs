using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CmpPromoter.Registry;

/// <summary>
/// Repeats what failed for a transient reason, a bounded number of times, with exponential backoff and jitter, and no
/// sooner than the registry asked. The last error says how often and how long it was tried. Safe for concurrent use.
/// </summary>
/// <param name="time">The clock of all delays.</param>
/// <param name="jitter">Uniform in [0, 1).</param>
/// <param name="logger">Told of every repetition.</param>
/// <param name="maxAttempts">The first included.</param>
internal sealed partial class RetryPolicy(
    TimeProvider time, Func<double> jitter, ILogger logger, int maxAttempts = RetryPolicy.MaxAttempts)
{
    public const int MaxAttempts = 5;

    // A refused connection or an unknown name is mostly a mistake in the configuration, which must show soon.
    private const int MaxUnreachableAttempts = 3;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);

    // A render has about 45 s; a registry that asks for more is told so by the error instead.
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromSeconds(30);

    /// <summary>For whoever wants to hear of the first fault, and soon.</summary>
    public static RetryPolicy Once(TimeProvider time) => new(time, () => 0, NullLogger.Instance, maxAttempts: 1);

    /// <exception cref="RegistryException">The fault is not transient, or the last attempt failed too.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; remembers what had failed until then.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var (attempts, delay) = (0, TimeSpan.Zero);
        RegistryException? last = null;
        while (true)
        {
            try
            {
                await Task.Delay(delay, time, cancellationToken);
                attempts++;
                return await attempt(cancellationToken);
            }
            catch (RegistryException fault) when (IsWorthAnother(fault, attempts))
            {
                last = fault;
                delay = AskedDelay(fault) ?? Backoff(attempts);
                Log.Repeating(logger, fault.Message, delay.TotalSeconds);
            }
            catch (RegistryException fault) when (attempts > 1)
            {
                throw fault.After(attempts, time.GetElapsedTime(start));
            }
            catch (OperationCanceledException cut) when (last is not null && cut is not CutShortException)
            {
                throw new CutShortException(last.After(attempts, time.GetElapsedTime(start)), cancellationToken);
            }
        }
    }

    private bool IsWorthAnother(RegistryException fault, int attempts) => attempts < maxAttempts
        && (fault.IsTransient || (fault.Fault is RegistryFault.Unreachable && attempts < MaxUnreachableAttempts));

    private static TimeSpan? AskedDelay(RegistryException fault) => fault.RetryAfter is { } asked
        ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, FirstDelay.Ticks, MaxRetryAfter.Ticks))
        : null;

    /// <summary>Twice as long every time, half of it more or less: who failed together must not come again together.</summary>
    private TimeSpan Backoff(int attempts) => FirstDelay * (1 << (attempts - 1)) * (0.5 + jitter());

    private static partial class Log
    {
        [LoggerMessage(101, LogLevel.Debug, "{Fault}; trying again in {Seconds:0.0} s")]
        public static partial void Repeating(ILogger logger, string fault, double seconds);
    }
}
