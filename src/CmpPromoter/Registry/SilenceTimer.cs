using System.Globalization;

namespace CmpPromoter.Registry;

/// <summary>
/// Ends a step that has been silent for too long; every sign of life restarts it. Used by one step at a time.
/// </summary>
internal sealed class SilenceTimer(TimeProvider time) : IDisposable
{
    private const long Never = long.MinValue;

    private CancellationTokenSource silence = new(Timeout.InfiniteTimeSpan, time);
    private TimeSpan patience = Timeout.InfiniteTimeSpan;
    private long restarted = Never;

    /// <summary>How long the last step had been silent when its caller gave up.</summary>
    public TimeSpan CutSilence { get; private set; }

    public void Restart(TimeSpan newPatience)
    {
        patience = newPatience;
        restarted = time.GetTimestamp();
        silence.CancelAfter(newPatience);
    }

    /// <summary>The next silence is somebody else's.</summary>
    public void Pause()
    {
        restarted = Never;
        silence.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Runs <paramref name="step"/> with a token that the silence ends as well as the caller.</summary>
    /// <exception cref="TimeoutException">The silence was too long.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; carries the caller's token.</exception>
    public async ValueTask<T> RunAsync<T>(
        TimeSpan firstPatience, Func<CancellationToken, ValueTask<T>> step, CancellationToken cancellationToken)
    {
        // It may have run out in the moment in which the step before ended well. Not disposed: a body that a registry answered
        // early may still tell of its progress.
        if (silence.IsCancellationRequested)
        {
            silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        }

        await using var caller = cancellationToken.UnsafeRegister(
            static state => ((CancellationTokenSource)state!).Cancel(), silence); // The state is the field just given.
        Restart(firstPatience);
        try
        {
            return await step(silence.Token);
        }
        catch (Exception fault) when (silence.IsCancellationRequested
            && fault is OperationCanceledException or IOException or HttpRequestException)
        {
            CutSilence = restarted is Never ? TimeSpan.Zero : time.GetElapsedTime(restarted);
            cancellationToken.ThrowIfCancellationRequested();
            var seconds = patience.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
            throw new TimeoutException($"nothing moved for {seconds} s", fault);
        }
        finally
        {
            Pause();
        }
    }

    public void Dispose() => silence.Dispose();
}
