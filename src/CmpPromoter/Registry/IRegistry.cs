using CmpPromoter.Oci;

namespace CmpPromoter.Registry;

/// <summary>
/// One registry as one set of credentials sees it. Absence is a value; everything else that is not success is a
/// <see cref="RegistryException"/>. Transient faults have been retried before a caller sees them. Safe for concurrent
/// use.
/// </summary>
/// <remarks>
/// Two implementations: <see cref="OciRegistry"/> (the OCI distribution API) and Ecr.EcrRegistry, which asks the AWS
/// control plane wherever one call answers for many.
/// </remarks>
internal interface IRegistry
{
    /// <summary>The name that image references use, not where the API is served.</summary>
    RegistryHost Host { get; }

    /// <summary>
    /// A missing repository can be made to exist: by a push (type oci) or because the administrator lets this program
    /// create it.
    /// </summary>
    bool CanCreateRepositories { get; }

    /// <summary>The push itself makes a missing repository, and <see cref="EnsureRepositoryAsync"/> does not.</summary>
    bool PushCreatesRepositories { get; }

    /// <summary>
    /// Makes the repository exist; does nothing where a push does it. Creating what another creates at the same time
    /// succeeds.
    /// </summary>
    Task EnsureRepositoryAsync(RepositoryName repository, CancellationToken cancellationToken);

    /// <summary>Which manifests are present, without fetching them: one answer per key, in the keys' order.</summary>
    Task<ManifestPresence> FindManifestsAsync(
        RepositoryName repository, ImmutableArray<ManifestKey> keys, CancellationToken cancellationToken);

    /// <summary>
    /// The manifests themselves, verified against the digest where the key is one: one answer per key, in the keys'
    /// order.
    /// </summary>
    /// <returns><c>null</c> where a manifest is absent or its repository is.</returns>
    Task<ImmutableArray<Manifest?>> FetchManifestsAsync(
        RepositoryName repository, ImmutableArray<ManifestKey> keys, CancellationToken cancellationToken);

    /// <summary>
    /// Pushes the exact bytes, by tag when one is given, else by digest. Pushing what is already there succeeds.
    /// </summary>
    Task PutManifestAsync(RepositoryName repository, Manifest manifest, Tag? tag, CancellationToken cancellationToken);

    /// <summary>Which of the blobs the repository already holds.</summary>
    Task<ImmutableHashSet<Digest>> FindBlobsAsync(
        RepositoryName repository, ImmutableArray<Digest> digests, CancellationToken cancellationToken);

    /// <summary>One question answers for a hundred blobs; otherwise each is asked for alone.</summary>
    bool FindsBlobsInBatches { get; }

    /// <summary>A blob's content, to be opened when it is needed and as often as an upload must begin again.</summary>
    IBlobSource Blob(RepositoryName repository, Descriptor descriptor);

    /// <summary>
    /// Streams a blob into the repository; when the task completes the registry has verified and stored it.
    /// </summary>
    /// <param name="repository">Where it goes.</param>
    /// <param name="descriptor">The digest and size the content must have.</param>
    /// <param name="source">Opened again for every attempt, at the first byte that the registry lacks.</param>
    /// <param name="sentBytes">
    /// Told how many bytes went out since it was last told; negative when an attempt is given up.
    /// </param>
    /// <param name="cancellationToken">Ends the upload; nothing is committed then.</param>
    Task UploadBlobAsync(
        RepositoryName repository,
        Descriptor descriptor,
        IBlobSource source,
        IProgress<long> sentBytes,
        CancellationToken cancellationToken);

    /// <summary>
    /// Whether a blob can be mounted as soon as it is there; otherwise when a manifest that lists it is.
    /// </summary>
    bool MountsUncommittedBlobs { get; }

    /// <summary>Asks the registry to take the blob over from another of its repositories.</summary>
    /// <returns>False when it would rather have the bytes.</returns>
    Task<bool> TryMountBlobAsync(
        RepositoryName repository, Digest digest, RepositoryName mountFrom, CancellationToken cancellationToken);

    /// <summary>
    /// The manifests whose subject is <paramref name="subject"/>, by the referrers API or its fallback tag; empty when
    /// there are none.
    /// </summary>
    /// <remarks>https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers</remarks>
    Task<ImmutableArray<Descriptor>> FindReferrersAsync(
        RepositoryName repository, Digest subject, CancellationToken cancellationToken);
}
