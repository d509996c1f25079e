using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Copying;

/// <summary>
/// Notices a tag that somebody else has set at the destination while a copy was under way. A mutable repository would let the push
/// move it, and somebody may be running what it names.
/// </summary>
/// <param name="destination">Where the tag is to go.</param>
/// <param name="time">Measures how long the copy has taken.</param>
internal sealed class TagWatch(IRegistry destination, TimeProvider time)
{
    /// <summary>
    /// The tag was absent when the copy began; a quick one need not ask again, and a request in every copy would buy little.
    /// </summary>
    private static readonly TimeSpan QuickCopy = TimeSpan.FromSeconds(10);

    /// <param name="request">The copy, all of it done but its tag.</param>
    /// <param name="started">The timestamp of its beginning.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>The other digest that the tag is at; <c>null</c> when it may be set.</returns>
    /// <exception cref="RegistryException">The destination does not say.</exception>
    public async Task<Digest?> FindOtherAsync(CopyRequest request, long started, CancellationToken cancellationToken)
    {
        if (request.Tag is not { } tag || time.GetElapsedTime(started) <= QuickCopy)
        {
            return null;
        }

        var found = await destination.FindManifestsAsync(
            request.DestinationRepository, [ManifestKey.Of(tag)], cancellationToken);
        return found.Digests[0] is { } held && held != request.Manifest.Digest ? held : null;
    }

    /// <summary>What to tell of a tag that is left where it is.</summary>
    public static string Warning(CopyRequest request, Digest other) =>
        $"somebody has set the destination's tag {request.Tag} to {other.Short} while this copy was under way; it stays there, "
        + (request.Reference.Digest is null
            ? "and that is what runs. To run what the source has, push that under a new tag and name it in the overlay"
            : "and the digest decides what runs");
}
