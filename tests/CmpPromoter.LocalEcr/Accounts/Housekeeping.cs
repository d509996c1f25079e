namespace CmpPromoter.LocalEcr.Accounts;

/// <summary>What ECR does by itself within a day, done at once when a test wants it done.</summary>
internal static class Housekeeping
{
    /// <summary>
    /// The referrers of an image that is gone go too, those of an archived one are archived, and so on to their referrers.
    /// </summary>
    /// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/userguide/images.html, deletion within 24 hours.</remarks>
    public static void SweepReferrers(EcrRepository repository)
    {
        while (repository.Manifests.FirstOrDefault(referrer => IsStray(repository, referrer)) is { } stray)
        {
            if (repository.Find(stray.Subject!) is null) // A stray has a subject.
            {
                repository.Delete(stray.Digest);
            }
            else
            {
                repository.SetStatus(stray.Digest, ImageStatus.Archived);
            }
        }
    }

    /// <summary>Layers that no image refers to go.</summary>
    /// <remarks>
    /// https://docs.aws.amazon.com/AmazonECR/latest/userguide/delete_image.html: what is deleted with an image is not its
    /// layers that others share.
    /// </remarks>
    public static void CollectLayers(EcrRepository repository)
    {
        foreach (var digest in repository.Blobs.Where(digest => !repository.IsReferenced(digest)))
        {
            repository.RemoveBlob(digest);
        }
    }

    private static bool IsStray(EcrRepository repository, StoredManifest referrer) => referrer.Subject is { } subject
        && (repository.Find(subject) is not { } found
            || (found.Status is ImageStatus.Archived && referrer.Status is ImageStatus.Active));
}
