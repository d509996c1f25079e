using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Tests.Ecr;

/// <summary>A data plane that keeps what was asked of it; all but fetching and pushing manifests throws.</summary>
internal sealed class FakeRegistry(params Manifest[] manifests) : IRegistry
{
    public List<string> Asked { get; } = [];

    public RegistryHost Host => ScriptedAws.Host;

    public bool CanCreateRepositories => throw Unexpected();

    public bool PushCreatesRepositories => throw Unexpected();

    public bool MountsUncommittedBlobs => throw Unexpected();

    public bool FindsBlobsInBatches => throw Unexpected();

    public Task<ImmutableArray<Manifest?>> FetchManifestsAsync(
        RepositoryName repository, ImmutableArray<ManifestKey> keys, CancellationToken cancellationToken)
    {
        Asked.Add($"fetch {repository} {string.Join(' ', keys)}");
        return Task.FromResult<ImmutableArray<Manifest?>>(
            [.. keys.Select(key => manifests.FirstOrDefault(manifest => manifest.Digest == key.Digest))]);
    }

    public Task PutManifestAsync(
        RepositoryName repository, Manifest manifest, Tag? tag, CancellationToken cancellationToken)
    {
        Asked.Add($"put {repository} {tag} {manifest.Digest}");
        return Task.CompletedTask;
    }

    public Task EnsureRepositoryAsync(RepositoryName repository, CancellationToken cancellationToken) =>
        throw Unexpected();

    public Task<ManifestPresence> FindManifestsAsync(
        RepositoryName repository, ImmutableArray<ManifestKey> keys, CancellationToken cancellationToken) =>
        throw Unexpected();

    public Task<ImmutableHashSet<Digest>> FindBlobsAsync(
        RepositoryName repository, ImmutableArray<Digest> digests, CancellationToken cancellationToken) =>
        throw Unexpected();

    public IBlobSource Blob(RepositoryName repository, Descriptor descriptor) =>
        throw Unexpected();

    public Task UploadBlobAsync(
        RepositoryName repository,
        Descriptor descriptor,
        IBlobSource source,
        IProgress<long> sentBytes,
        CancellationToken cancellationToken) =>
        throw Unexpected();

    public Task<bool> TryMountBlobAsync(
        RepositoryName repository, Digest digest, RepositoryName mountFrom, CancellationToken cancellationToken) =>
        throw Unexpected();

    public Task<ImmutableArray<Descriptor>> FindReferrersAsync(
        RepositoryName repository, Digest subject, CancellationToken cancellationToken) =>
        throw Unexpected();

    private static InvalidOperationException Unexpected() => new("unexpected call");
}
