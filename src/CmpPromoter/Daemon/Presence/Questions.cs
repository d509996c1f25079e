using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Daemon.Presence;

/// <summary>
/// Asks the destination once for all who want to know of a repository at the same time: the first is asked for at once, those
/// who come meanwhile go together next. Safe for concurrent use.
/// </summary>
/// <param name="destination">Whom to ask.</param>
internal sealed class Questions(IRegistry destination)
{
    private readonly Lock gate = new();
    private readonly Dictionary<RepositoryName, List<Question>> waiting = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly HashSet<Task> asking = [];

    /// <returns>One entry per key, in the keys' order.</returns>
    /// <exception cref="RegistryException">The destination would not answer this question.</exception>
    public Task<ManifestPresence> AskAsync(
        RepositoryName repository, ImmutableArray<ManifestKey> keys, CancellationToken cancellationToken)
    {
        var question = new Question(keys);
        lock (gate)
        {
            if (waiting.TryGetValue(repository, out var others))
            {
                others.Add(question);
            }
            else
            {
                waiting.Add(repository, []);
                asking.RemoveWhere(task => task.IsCompleted);
                asking.Add(AskAsync(repository, question));
            }
        }

        return question.Answer.WaitAsync(cancellationToken);
    }

    /// <summary>Ends what is being asked.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        ImmutableArray<Task> rest;
        lock (gate)
        {
            rest = [.. asking];
        }

        await Task.WhenAll(rest);
    }

    private async Task AskAsync(RepositoryName repository, Question first)
    {
        await Task.Yield(); // Not under the lock.
        for (ImmutableArray<Question> questions = [first]; !questions.IsEmpty; questions = Next(repository))
        {
            await AskTogetherAsync(repository, questions);
        }
    }

    private ImmutableArray<Question> Next(RepositoryName repository)
    {
        lock (gate)
        {
            var next = waiting[repository].ToImmutableArray();
            if (next.IsEmpty)
            {
                waiting.Remove(repository);
            }
            else
            {
                waiting[repository] = [];
            }

            return next;
        }
    }

    private async Task AskTogetherAsync(RepositoryName repository, ImmutableArray<Question> questions)
    {
        var keys = questions.SelectMany(question => question.Keys).Distinct().ToImmutableArray();
        var asked = destination.FindManifestsAsync(repository, keys, stopping.Token);
        await ((Task)asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (asked.IsCompletedSuccessfully)
        {
            var presence = await asked;
            var held = keys.Zip(presence.Digests).ToDictionary(pair => pair.First, pair => pair.Second);
            foreach (var question in questions)
            {
                question.Answered(presence.IsRepositoryMissing, held);
            }
        }
        else if (questions.Length > 1 && asked.Exception?.InnerException is RegistryException)
        {
            // What one render asks for must not fail another's.
            await Task.WhenAll(questions.Select(question => AskTogetherAsync(repository, [question])));
        }
        else
        {
            foreach (var question in questions)
            {
                question.Failed(asked);
            }
        }
    }
}
