using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace CmpPromoter.Registry;

/// <summary>
/// Repeats what failed for a transient reason, a bounded number of times, with exponential backoff and jitter, and no
/// sooner than the registry asked. The last error says how often and how long it was tried. Safe for concurrent use.
/// </summary>
internal sealed partial class RetryPolicy
{
    public const int MaxAttempts = 5;

    // A refused connection or an unknown name is mostly a mistake in the configuration, which must show soon.
    private const int MaxUnreachableAttempts = 3;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(10);

    // A render has about 45 s; a registry that asks for more is told so by the error instead.
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromSeconds(30);

    private readonly TimeProvider time;
    private readonly ResiliencePipeline pipeline;

    /// <param name="time">The clock of all delays.</param>
    /// <param name="jitter">Uniform in [0, 1).</param>
    /// <param name="logger">Told of every repetition.</param>
    public RetryPolicy(TimeProvider time, Func<double> jitter, ILogger logger)
    {
        this.time = time;
        pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(
                    IsWorthAnother(arguments.Outcome.Exception, arguments.AttemptNumber + 1)),
                MaxRetryAttempts = MaxAttempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                Delay = FirstDelay,
                MaxDelay = MaxDelay,
                UseJitter = true,
                Randomizer = jitter,
                DelayGenerator = arguments => ValueTask.FromResult(AskedDelay(arguments.Outcome.Exception)),
                OnRetry = arguments =>
                {
                    Log.Repeating(
                        logger, arguments.Outcome.Exception?.Message ?? "", arguments.RetryDelay.TotalSeconds);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    /// <exception cref="RegistryException">The fault is not transient, or the last attempt failed too.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; remembers what had failed until then.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        var attempts = 0;
        RegistryException? last = null;
        var start = time.GetTimestamp();
        try
        {
            return await pipeline.ExecuteAsync(
                async token =>
                {
                    attempts++;
                    try
                    {
                        return await attempt(token);
                    }
                    catch (RegistryException fault)
                    {
                        last = fault;
                        throw;
                    }
                },
                cancellationToken);
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

    private static bool IsWorthAnother(Exception? exception, int attempts) => exception is RegistryException fault
        && (fault.IsTransient || (fault.Fault is RegistryFault.Unreachable && attempts < MaxUnreachableAttempts));

    private static TimeSpan? AskedDelay(Exception? fault) => fault is RegistryException { RetryAfter: { } asked }
        ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, FirstDelay.Ticks, MaxRetryAfter.Ticks))
        : null;

    private static partial class Log
    {
        [LoggerMessage(101, LogLevel.Debug, "{Fault}; trying again in {Seconds:0.0} s")]
        public static partial void Repeating(ILogger logger, string fault, double seconds);
    }
}
