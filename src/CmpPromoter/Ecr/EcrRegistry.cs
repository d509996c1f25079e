using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Ecr;

/// <summary>
/// An ECR registry: presence, manifests and repositories by the AWS API, where one call answers for a hundred keys;
/// content and pushes through the OCI distribution API.
/// </summary>
/// <param name="data">The same registry by the OCI distribution API.</param>
/// <param name="control">The same registry by the AWS API.</param>
/// <param name="creation">How missing repositories are created; absent when they are an error.</param>
internal sealed class EcrRegistry(
    IRegistry data, IEcrControlPlane control, RepositoryCreationOptions? creation) : IRegistry
{
    private readonly OnPushRepositories onPush = new(data.Host);

    public RegistryHost Host => data.Host;

    public bool CanCreateRepositories => creation is not null;

    public bool PushCreatesRepositories => creation is { IsOnPush: true };

    /// <remarks>https://github.com/aws/containers-roadmap/issues/2860</remarks>
    public bool MountsUncommittedBlobs => false;

    public bool FindsBlobsInBatches => true;

    public Task EnsureRepositoryAsync(RepositoryName repository, CancellationToken cancellationToken)
    {
        switch (creation)
        {
            case null:
                return Task.CompletedTask;
            case { IsOnPush: true }:
                onPush.Expect(repository);
                return Task.CompletedTask;
            default:
                return control.CreateRepositoryAsync(repository, creation, cancellationToken);
        }
    }

    public async Task<ManifestPresence> FindManifestsAsync(
        RepositoryName repository, ImmutableArray<ManifestKey> keys, CancellationToken cancellationToken)
    {
        var found = await control.FindImagesAsync(repository, keys, cancellationToken);
        return new ManifestPresence
        {
            IsRepositoryMissing = found.IsRepositoryMissing,
            Digests = [.. found.Images.Select(image => image?.Digest)],
        };
    }

    public async Task<ImmutableArray<Manifest?>> FetchManifestsAsync(
        RepositoryName repository, ImmutableArray<ManifestKey> keys, CancellationToken cancellationToken)
    {
        var found = await control.FindImagesAsync(repository, keys, cancellationToken);
        ImmutableArray<Digest> altered =
            [.. found.Images.OfType<EcrImage>().Where(IsAltered).Select(image => image.Digest).Distinct()];
        var exact = altered.IsEmpty
            ? []
            : await data.FetchManifestsAsync(repository, [.. altered.Select(ManifestKey.Of)], cancellationToken);
        var fetched = altered.Zip(exact).ToDictionary(pair => pair.First, pair => pair.Second);
        return [.. found.Images.Select(image => image switch
        {
            null => null,
            _ when fetched.TryGetValue(image.Digest, out var manifest) => manifest,
            _ => Parse(repository, image),
        })];
    }

    public Task PutManifestAsync(
        RepositoryName repository, Manifest manifest, Tag? tag, CancellationToken cancellationToken) =>
        PushAsync(repository, () => data.PutManifestAsync(repository, manifest, tag, cancellationToken));

    public Task<ImmutableHashSet<Digest>> FindBlobsAsync(
        RepositoryName repository, ImmutableArray<Digest> digests, CancellationToken cancellationToken) =>
        control.FindLayersAsync(repository, digests, cancellationToken);

    public IBlobSource Blob(RepositoryName repository, Descriptor descriptor) => data.Blob(repository, descriptor);

    public Task UploadBlobAsync(
        RepositoryName repository,
        Descriptor descriptor,
        IBlobSource source,
        IProgress<long> sentBytes,
        CancellationToken cancellationToken) =>
        PushAsync(
            repository, () => data.UploadBlobAsync(repository, descriptor, source, sentBytes, cancellationToken));

    public Task<bool> TryMountBlobAsync(
        RepositoryName repository, Digest digest, RepositoryName mountFrom, CancellationToken cancellationToken) =>
        onPush.PushAsync(
            repository, () => data.TryMountBlobAsync(repository, digest, mountFrom, cancellationToken));

    public Task<ImmutableArray<Descriptor>> FindReferrersAsync(
        RepositoryName repository, Digest subject, CancellationToken cancellationToken) =>
        data.FindReferrersAsync(repository, subject, cancellationToken);

    private Task<bool> PushAsync(RepositoryName repository, Func<Task> push) => onPush.PushAsync(repository, async () =>
    {
        await push();
        return true;
    });

    /// <summary>
    /// A manifest's bytes went through JSON text; where that changed them, the distribution API has the right ones.
    /// </summary>
    private static bool IsAltered(EcrImage image) => Digest.Of(image.ManifestBytes.Span) != image.Digest;

    private Manifest Parse(RepositoryName repository, EcrImage image) =>
        Manifest.TryParse(image.ManifestBytes, image.MediaType, out var manifest, out var reason)
            ? manifest
            : throw new RegistryException(
                RegistryFault.Protocol,
                Host,
                $"BatchGetImage {Host}/{repository}@{image.Digest}: {SafeText.OneLine(reason)}");
}
