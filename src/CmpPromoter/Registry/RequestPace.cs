using System.Diagnostics.CodeAnalysis;

namespace CmpPromoter.Registry;

/// <summary>
/// Keeps requests of one kind below a quota that is counted elsewhere: a token bucket whose rate is halved when the
/// quota's owner refuses all the same, and grows back a little with every success. First come, first served; safe for
/// concurrent use.
/// </summary>
/// <remarks>
/// A class of its own because System.Threading.RateLimiting knows no TimeProvider and no changing rate
/// (https://github.com/dotnet/runtime/issues/106447).
/// </remarks>
internal sealed class RequestPace : IDisposable
{
    // A hundred successes lead back from nothing to the whole rate.
    private const double GrowthPerSuccess = 0.01;

    // Below it a render would end before its next token came.
    private const double MinShare = 0.05;

    // Requests that were under way together are refused together; that is one sign, not many.
    private static readonly TimeSpan OneSign = TimeSpan.FromSeconds(1);

    // A render has about 45 s; who asks for more is refused by the end of it.
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(30);

    // What a timer can tell apart; shorter waits would be taken for none and burn the processor.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    // Sums of fractions end a little below the whole.
    private const double WholeToken = 1 - 1e-6;

    private readonly Lock gate = new();
    private readonly SemaphoreSlim turn = new(1);
    private readonly TimeProvider time;
    private readonly double maxPerSecond;
    private readonly int burst;
    private double perSecond;
    private double tokens;
    private long filled;
    private long? slowed;
    private long pauseStarted;
    private TimeSpan pause;

    /// <param name="perSecond">The quota.</param>
    /// <param name="burst">How many may go at once after a rest, at least 1.</param>
    /// <param name="time">Counts the seconds.</param>
    public RequestPace(double perSecond, int burst, TimeProvider time)
    {
        maxPerSecond = perSecond;
        this.perSecond = perSecond;
        this.burst = burst;
        this.time = time;
        tokens = burst;
        filled = time.GetTimestamp();
    }

    /// <summary>What it lets through now; never more than the quota.</summary>
    public double PerSecond
    {
        get
        {
            lock (gate)
            {
                return perSecond;
            }
        }
    }

    /// <summary>Completes when the request may be sent; to be called before every sending, repetitions too.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        // One waits for the next token and the others for their turn, so that a changed rate holds for all of them.
        await turn.WaitAsync(cancellationToken);
        try
        {
            while (!TryTake(out var wait))
            {
                await Task.Delay(wait.Value, time, cancellationToken);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The request was not refused for its rate.</summary>
    public void Passed()
    {
        lock (gate)
        {
            Refill();
            perSecond = Math.Min(maxPerSecond, perSecond + (maxPerSecond * GrowthPerSuccess));
        }
    }

    /// <summary>The request was refused for its rate: others use up the same quota.</summary>
    /// <param name="retryAfter">How long nothing is to be sent, when the refusal says so.</param>
    public void Throttled(TimeSpan? retryAfter)
    {
        lock (gate)
        {
            Refill();
            tokens = Math.Min(tokens, 0);
            Pause(retryAfter ?? TimeSpan.Zero);
            if (slowed is { } last && time.GetElapsedTime(last) < OneSign)
            {
                return;
            }

            slowed = time.GetTimestamp();
            perSecond = Math.Max(maxPerSecond * MinShare, perSecond / 2);
        }
    }

    public void Dispose() => turn.Dispose();

    private bool TryTake([NotNullWhen(false)] out TimeSpan? wait)
    {
        lock (gate)
        {
            Refill();
            if (PauseLeft() is var left && left > TimeSpan.Zero)
            {
                wait = left;
                return false;
            }

            if (tokens >= WholeToken)
            {
                tokens--;
                wait = null;
                return true;
            }

            var exact = TimeSpan.FromSeconds((1 - tokens) / perSecond);
            wait = exact > ShortestWait ? exact : ShortestWait;
            return false;
        }
    }

    /// <summary>Under the lock; a shorter pause does not end a longer one.</summary>
    private void Pause(TimeSpan asked)
    {
        var wanted = asked < MaxPause ? asked : MaxPause;
        if (wanted > PauseLeft())
        {
            (pauseStarted, pause) = (time.GetTimestamp(), wanted);
        }
    }

    /// <summary>Under the lock.</summary>
    private TimeSpan PauseLeft() => pause - time.GetElapsedTime(pauseStarted);

    private void Refill()
    {
        var now = time.GetTimestamp();
        tokens = Math.Min(burst, tokens + (time.GetElapsedTime(filled, now).TotalSeconds * perSecond));
        filled = now;
    }
}
