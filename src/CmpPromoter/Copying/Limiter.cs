namespace CmpPromoter.Copying;

/// <summary>
/// Lets a number of things run at the same time; the others wait. Never nested: who waits inside may wait for ever.
/// </summary>
internal sealed class Limiter(int concurrency) : IDisposable
{
    private readonly SemaphoreSlim room = new(concurrency);

    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await room.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            room.Release();
        }
    }

    public void Dispose() => room.Dispose();
}
