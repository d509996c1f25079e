using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Daemon.Presence;

/// <summary>What one render wants to know of a repository.</summary>
internal sealed class Question(ImmutableArray<ManifestKey> keys)
{
    private readonly TaskCompletionSource<ManifestPresence> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ImmutableArray<ManifestKey> Keys { get; } = keys;

    public Task<ManifestPresence> Answer => answer.Task;

    /// <summary>Its part of the answer to several.</summary>
    public void Answered(bool isRepositoryMissing, IReadOnlyDictionary<ManifestKey, Digest?> held) => answer.TrySetResult(new ManifestPresence
    {
        IsRepositoryMissing = isRepositoryMissing,
        Digests = [.. Keys.Select(key => held[key])],
    });

    /// <summary>It could not be answered, for whatever reason.</summary>
    public void Failed(Task asked)
    {
        if (asked.Exception is { } fault)
        {
            answer.TrySetException(fault.InnerExceptions);
        }
        else
        {
            answer.TrySetCanceled();
        }
    }
}
