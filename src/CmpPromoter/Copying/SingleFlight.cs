namespace CmpPromoter.Copying;

/// <summary>
/// Does the work of one key once, however many ask for it. Callers that come while it runs wait for it; callers that come
/// after it succeeded have nothing to wait for; a failure is forgotten, so that the next caller tries again. The work goes on
/// as long as one caller waits, and is cancelled when the last one leaves. Safe for concurrent use.
/// </summary>
/// <remarks>The shape of go-containerregistry's <c>workers.Do</c>, with cancellation that belongs to all waiters together.</remarks>
internal sealed class SingleFlight<TKey>
    where TKey : notnull
{
    private readonly Dictionary<TKey, Flight> flights = [];

    /// <returns>True when this call did the work, false when it found it done or under way.</returns>
    public async Task<bool> RunAsync(TKey key, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (flight, leads) = Board(key, work);
        try
        {
            await flight.Work.WaitAsync(cancellationToken);
        }
        finally
        {
            await LeaveAsync(key, flight);
        }

        return leads;
    }

    private (Flight Flight, bool Leads) Board(TKey key, Func<CancellationToken, Task> work)
    {
        lock (flights)
        {
            var leads = !flights.TryGetValue(key, out var found);
            var flight = found ?? new Flight(work);
            if (leads)
            {
                flights.Add(key, flight);
            }

            flight.Waiters++;
            return (flight, leads);
        }
    }

    private async Task LeaveAsync(TKey key, Flight flight)
    {
        bool isLast;
        lock (flights)
        {
            isLast = --flight.Waiters == 0;
            var isOver = isLast || flight.Work.IsCompleted;
            if (isOver && !flight.Work.IsCompletedSuccessfully && flights.GetValueOrDefault(key) == flight)
            {
                flights.Remove(key);
            }
        }

        if (isLast)
        {
            await flight.EndAsync();
            flight.Dispose();
        }
    }

    private sealed class Flight : IDisposable
    {
        private readonly CancellationTokenSource abandoned;
        private readonly Lazy<Task> running;

        public Flight(Func<CancellationToken, Task> work)
        {
            abandoned = new CancellationTokenSource();
            running = new Lazy<Task>(() => work(abandoned.Token));
        }

        /// <summary>Changed under the lock of the table only.</summary>
        public int Waiters { get; set; }

        /// <summary>The work, begun by whoever asks first.</summary>
        public Task Work => running.Value;

        /// <summary>Cancels the work if it still runs and waits until it has really stopped.</summary>
        public async Task EndAsync()
        {
            if (!Work.IsCompleted)
            {
                await abandoned.CancelAsync();
                await Work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        /// <summary>Whoever boards a landed flight later needs its task only.</summary>
        public void Dispose() => abandoned.Dispose();
    }
}
