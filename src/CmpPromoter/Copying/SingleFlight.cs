using CmpPromoter.Registry;

namespace CmpPromoter.Copying;

/// <summary>
/// Does the work of one key once, however many ask for it. Callers that come while it runs wait for it; callers that come
/// soon after it succeeded have nothing to wait for; a failure is forgotten, so that the next caller tries again. The work goes
/// on as long as one caller waits, and for a grace time after the last one has left. Safe for concurrent use.
/// </summary>
/// <remarks>The shape of go-containerregistry's <c>workers.Do</c>, with cancellation that belongs to all waiters together.</remarks>
/// <param name="rules">How long work goes on alone, and how long success is remembered.</param>
/// <param name="time">The clock of both.</param>
internal sealed class SingleFlight<TKey>(FlightRules rules, TimeProvider time)
    where TKey : notnull
{
    private readonly Dictionary<TKey, Flight> flights = [];
    private readonly Queue<(TKey Key, Flight Flight, long Landed)> remembered = [];

    /// <exception cref="OperationCanceledException">
    /// The caller gave up; where the work ended with that, it remembers what the work had failed at until then.
    /// </exception>
    /// <returns>True when this call did the work, false when it found it done or under way.</returns>
    public async Task<bool> RunAsync(TKey key, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (flight, leads) = Board(key, work);
        await WaitAsync(key, flight, cancellationToken);
        return leads;
    }

    /// <summary>Whoever has boarded must call <see cref="WaitAsync"/>: it begins the work, and leaves it.</summary>
    public (Flight Flight, bool Leads) Board(TKey key, Func<CancellationToken, Task> work)
    {
        lock (flights)
        {
            ForgetTheOld();
            var leads = !flights.TryGetValue(key, out var found);
            var flight = found ?? new Flight(abandoned => FlyAsync(key, work, abandoned));
            if (leads)
            {
                flights.Add(key, flight);
            }

            flight.Board();
            return (flight, leads);
        }
    }

    /// <summary>Boards what others have begun, as <see cref="Board"/> does.</summary>
    /// <returns>Absent when there is nothing to board any more: it has failed, or is being given up.</returns>
    public Flight? FindAndBoard(TKey key)
    {
        lock (flights)
        {
            var flight = flights.GetValueOrDefault(key);
            flight?.Board();
            return flight;
        }
    }

    /// <summary>Waits for what this caller has boarded, once.</summary>
    /// <exception cref="OperationCanceledException">As of <see cref="RunAsync"/>.</exception>
    public async Task WaitAsync(TKey key, Flight flight, CancellationToken cancellationToken)
    {
        try
        {
            await WaitAndLeaveAsync(key, flight, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && flight.Cut is { } cut)
        {
            throw new CutShortException(cut.Last, cancellationToken);
        }
    }

    /// <summary>What succeeded for this key is to be done again by the next caller.</summary>
    public void Forget(TKey key)
    {
        lock (flights)
        {
            if (flights.TryGetValue(key, out var flight) && flight.IsOver)
            {
                flights.Remove(key);
            }
        }
    }

    /// <summary>Ends all work that is under way and waits until it has really stopped; callers are told that it was cancelled.</summary>
    public async Task StopAsync()
    {
        ImmutableArray<Flight> airborne;
        lock (flights)
        {
            airborne = [.. flights.Values.Where(flight => !flight.IsOver)];
            flights.Clear();
        }

        await Task.WhenAll(airborne.Select(flight => flight.EndAsync()));
    }

    private async Task WaitAndLeaveAsync(TKey key, Flight flight, CancellationToken cancellationToken)
    {
        try
        {
            await flight.Work.WaitAsync(cancellationToken);
        }
        finally
        {
            await LeaveAsync(key, flight);
        }
    }

    /// <summary>A failure is forgotten before anybody is told of it.</summary>
    private async Task FlyAsync(TKey key, Func<CancellationToken, Task> work, CancellationToken abandoned)
    {
        var succeeded = false;
        try
        {
            await work(abandoned);
            succeeded = true;
        }
        finally
        {
            lock (flights)
            {
                if (flights.TryGetValue(key, out var flight) && flight.IsOf(abandoned))
                {
                    Land(key, flight, succeeded);
                }
            }
        }
    }

    /// <summary>Under the lock.</summary>
    private void Land(TKey key, Flight flight, bool succeeded)
    {
        if (!succeeded || rules.Memory == TimeSpan.Zero)
        {
            flights.Remove(key);
        }
        else if (rules.Memory != Timeout.InfiniteTimeSpan)
        {
            remembered.Enqueue((key, flight, time.GetTimestamp()));
        }
    }

    /// <summary>Under the lock.</summary>
    private void ForgetTheOld()
    {
        while (remembered.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Landed) >= rules.Memory)
        {
            remembered.Dequeue();
            if (flights.GetValueOrDefault(oldest.Key) == oldest.Flight)
            {
                flights.Remove(oldest.Key);
            }
        }
    }

    private async Task LeaveAsync(TKey key, Flight flight)
    {
        lock (flights)
        {
            if (!flight.Leave())
            {
                return;
            }

            if (rules.Grace > TimeSpan.Zero && !flight.IsOver)
            {
                flight.GoOnAlone(time.CreateTimer(_ => Abandon(key, flight), null, rules.Grace, Timeout.InfiniteTimeSpan));
                return;
            }

            Withdraw(key, flight);
        }

        await flight.EndAsync();
    }

    /// <summary>The grace time is over: ends the work unless somebody waits for it again.</summary>
    private void Abandon(TKey key, Flight flight)
    {
        lock (flights)
        {
            if (!flight.IsAlone)
            {
                return;
            }

            Withdraw(key, flight);
        }

        flight.Cancel();
    }

    /// <summary>Under the lock: nobody is to board what will be cancelled.</summary>
    private void Withdraw(TKey key, Flight flight)
    {
        if (!flight.HasSucceeded && flights.GetValueOrDefault(key) == flight)
        {
            flights.Remove(key);
        }
    }
}
