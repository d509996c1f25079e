using CmpPromoter.Oci;
using CmpPromoter.Registry.Authorization;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Registry;

/// <summary>
/// A registry that speaks the OCI distribution API. Opens no connection before it is asked something.
/// </summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/main/spec.md</remarks>
internal sealed class OciRegistry : IRegistry
{
    /// <summary>A HEAD is cheap, and a registry without a batch question is asked many of them.</summary>
    private const int LookupConcurrency = 8;

    /// <summary>Manifests of one question are held in memory together; whoever asks for so many asks a hostile registry.</summary>
    private const long MaxFetchedBytes = 64L * 1024 * 1024;

    private readonly RegistryConnection connection;
    private readonly ManifestClient manifests;
    private readonly ReferrersClient referrers;
    private readonly BlobClient blobs;
    private readonly UploadSessions sessions;

    /// <param name="site">The registry's name, and where it is.</param>
    /// <param name="http">
    /// Over a handler of <see cref="RegistryHttp"/>, made for the same site; not an <see cref="HttpClient"/>, which
    /// would collect whole blobs in memory and end long transfers.
    /// </param>
    /// <param name="credentials">Asked when they are needed, never before.</param>
    /// <param name="patience">How long silence is borne.</param>
    /// <param name="time">The clock of timeouts, delays and token lives.</param>
    /// <param name="jitter">Uniform in [0, 1).</param>
    /// <param name="logger">Told of repeated requests.</param>
    /// <param name="paces">Of all that the registry counts requests together with. Not owned.</param>
    public OciRegistry(
        RegistrySite site,
        HttpMessageInvoker http,
        ICredentialSource credentials,
        Patience patience,
        TimeProvider time,
        Func<double> jitter,
        ILogger logger,
        RequestPaces paces)
    {
        if (http is HttpClient)
        {
            throw new ArgumentException(
                "an HttpClient collects whole answers in memory; give an HttpMessageInvoker", nameof(http));
        }

        var transport = new Transport(site.Host, http, patience, time);
        var authorizer = new Authorizer(site, credentials, transport, time);
        connection = new RegistryConnection(site, transport, authorizer, new RetryPolicy(time, jitter, logger), paces);
        manifests = new ManifestClient(connection);
        referrers = new ReferrersClient(connection, manifests);
        blobs = new BlobClient(connection);
        sessions = new UploadSessions(connection);
    }

    public RegistryHost Host => connection.Site.Host;

    public bool CanCreateRepositories => true;

    public bool PushCreatesRepositories => true;

    public bool MountsUncommittedBlobs => true;

    public bool FindsBlobsInBatches => false;

    public Task EnsureRepositoryAsync(RepositoryName repository, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public async Task<ManifestPresence> FindManifestsAsync(
        RepositoryName repository, ImmutableArray<ManifestKey> keys, CancellationToken cancellationToken) => new()
        {
            Digests = await ForEachAsync(
                keys, (key, token) => manifests.FindAsync(repository, key, token), cancellationToken),
        };

    public Task<ImmutableArray<Manifest?>> FetchManifestsAsync(
        RepositoryName repository, ImmutableArray<ManifestKey> keys, CancellationToken cancellationToken)
    {
        var bytes = 0L;
        return ForEachAsync(keys, FetchAsync, cancellationToken);

        async Task<Manifest?> FetchAsync(ManifestKey key, CancellationToken token)
        {
            var manifest = await manifests.FetchAsync(repository, key, token);
            return Interlocked.Add(ref bytes, manifest?.Bytes.Length ?? 0) <= MaxFetchedBytes
                ? manifest
                : throw new RegistryException(
                    RegistryFault.Protocol,
                    Host,
                    $"{keys.Length} manifests of {repository} have more than {MaxFetchedBytes} bytes in all");
        }
    }

    public async Task PutManifestAsync(
        RepositoryName repository, Manifest manifest, Tag? tag, CancellationToken cancellationToken)
    {
        var isListed = await manifests.PutAsync(repository, manifest, tag, cancellationToken);
        if (manifest.Subject is { } subject && !isListed)
        {
            await referrers.ListAsync(repository, subject.Digest, manifest, cancellationToken);
        }
    }

    public Task<ImmutableHashSet<Digest>> FindBlobsAsync(
        RepositoryName repository, ImmutableArray<Digest> digests, CancellationToken cancellationToken) =>
        blobs.FindAsync(repository, digests, LookupConcurrency, cancellationToken);

    public IBlobSource Blob(RepositoryName repository, Descriptor descriptor) => blobs.Open(repository, descriptor);

    public Task UploadBlobAsync(
        RepositoryName repository,
        Descriptor descriptor,
        IBlobSource source,
        IProgress<long> sentBytes,
        CancellationToken cancellationToken) =>
        new BlobUpload(connection, blobs, sessions, repository, descriptor, source, sentBytes)
            .RunAsync(cancellationToken);

    public Task<bool> TryMountBlobAsync(
        RepositoryName repository, Digest digest, RepositoryName mountFrom, CancellationToken cancellationToken) =>
        sessions.TryMountAsync(repository, digest, mountFrom, cancellationToken);

    public Task<ImmutableArray<Descriptor>> FindReferrersAsync(
        RepositoryName repository, Digest subject, CancellationToken cancellationToken) =>
        referrers.FindAsync(repository, subject, cancellationToken);

    private static async Task<ImmutableArray<T>> ForEachAsync<T>(
        ImmutableArray<ManifestKey> keys,
        Func<ManifestKey, CancellationToken, Task<T>> ask,
        CancellationToken cancellationToken)
    {
        var answers = new T[keys.Length];
        CutShortException? cut = null;
        try
        {
            await Parallel.ForAsync(
                0,
                keys.Length,
                new ParallelOptions { MaxDegreeOfParallelism = LookupConcurrency, CancellationToken = cancellationToken },
                async (index, token) =>
                {
                    try
                    {
                        answers[index] = await ask(keys[index], token);
                    }
                    catch (CutShortException one)
                    {
                        cut = one;
                        throw;
                    }
                });
        }
        catch (OperationCanceledException) when (cut is not null)
        {
            throw cut; // Parallel's own cancellation remembers nothing.
        }

        return [.. answers];
    }
}
