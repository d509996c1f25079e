using CmpPromoter.Configuration;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Ecr;

/// <summary>
/// One ECR registry as one principal sees it through the AWS API, where one call answers for up to a hundred things.
/// Throttling and faults of the moment have been retried. Everything that is not success is a
/// <see cref="RegistryException"/> with AWS's own sentence. Safe for concurrent use.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/Welcome.html</remarks>
internal interface IEcrControlPlane
{
    /// <summary>A new token for the registry API, good for every registry the principal may use in the region.</summary>
    Task<EcrToken> GetTokenAsync(CancellationToken cancellationToken);

    /// <summary>The images of one repository with their manifests, by tag or by digest.</summary>
    Task<EcrImages> FindImagesAsync(
        RepositoryName repository, ImmutableArray<ManifestKey> keys, CancellationToken cancellationToken);

    /// <summary>Which of the layers the repository holds and can serve; none when there is no repository.</summary>
    Task<ImmutableHashSet<Digest>> FindLayersAsync(
        RepositoryName repository, ImmutableArray<Digest> digests, CancellationToken cancellationToken);

    /// <summary>Creates the repository; succeeds and changes nothing when there is one already.</summary>
    Task CreateRepositoryAsync(
        RepositoryName repository, RepositoryCreationOptions options, CancellationToken cancellationToken);
}
