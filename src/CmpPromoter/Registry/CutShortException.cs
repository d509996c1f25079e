namespace CmpPromoter.Registry;

/// <summary>
/// A cancellation that remembers what it cut short: a request that was being tried again, or one that nobody answered.
/// </summary>
/// <param name="last">What had failed last.</param>
/// <param name="cancellationToken">Whose cancellation it is.</param>
internal sealed class CutShortException(RegistryException last, CancellationToken cancellationToken)
    : OperationCanceledException(last.Message, last, cancellationToken)
{
    public RegistryException Last { get; } = last;

    /// <summary>The failure behind a cancellation as the end of a sentence; empty where nothing had failed.</summary>
    public static string Tail(OperationCanceledException? ended) =>
        ended is CutShortException { Last: var last } ? $"; last failure: {last.Host}: {last.Message.TrimEnd('.')}" : "";

    /// <summary>Awaits all; of several cancellations it is one that remembers something which is told.</summary>
    public static async Task<T[]> WhenAllAsync<T>(IEnumerable<Task<T>> work)
    {
        Task<T>[] tasks = [.. work];
        await WhenAllAsync((IReadOnlyList<Task>)tasks);
        return await Task.WhenAll(tasks);
    }

    /// <inheritdoc cref="WhenAllAsync{T}"/>
    public static async Task WhenAllAsync(params IReadOnlyList<Task> tasks)
    {
        try
        {
            await Task.WhenAll(tasks);
        }
        catch (OperationCanceledException)
        {
            foreach (var task in tasks.Where(task => task.IsCanceled))
            {
                try
                {
                    await task;
                }
                catch (OperationCanceledException ended) when (ended is not CutShortException)
                {
                    // Another may remember more.
                }
            }

            throw;
        }
    }
}
