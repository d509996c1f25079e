namespace CmpPromoter.LocalEcr.Accounts;

/// <summary>How much a repository takes.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html</remarks>
internal static class RepositoryLimits
{
    private const int MaxTagsOfImage = 1000;

    /// <param name="repository">Where the manifest is to go.</param>
    /// <param name="manifest">Which is to go there.</param>
    /// <param name="isKnown">The repository has the manifest.</param>
    /// <param name="images">How many manifests it has.</param>
    /// <param name="tagsOfImage">How many tags the manifest has before it gets one more; absent when it gets none.</param>
    /// <exception cref="EcrException">That is one too many.</exception>
    public static void Check(
        EcrRepository repository, StoredManifest manifest, bool isKnown, int images, int? tagsOfImage)
    {
        if (tagsOfImage >= MaxTagsOfImage)
        {
            throw EcrErrors.LimitExceeded(
                $"The image with digest '{manifest.Digest}' already has the maximum allowed number of tags which is '{MaxTagsOfImage}'");
        }

        if (!isKnown && images >= repository.MaxImages)
        {
            throw EcrErrors.LimitExceeded(
                $"The repository with name '{repository.Name}' in registry with id '{repository.AccountId}' already has the maximum allowed number of images which is '{repository.MaxImages}'");
        }
    }
}
