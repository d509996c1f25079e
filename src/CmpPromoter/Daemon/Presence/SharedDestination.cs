using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Daemon.Presence;

/// <summary>
/// The destination as all renders of a daemon share it: what it said to have a moment ago is not asked again, and what several
/// ask at the same time is asked once. Everything else goes through, and corrects what is known.
/// </summary>
internal sealed class SharedDestination(IRegistry destination, PresenceCache known) : IRegistry
{
    private readonly Questions questions = new(destination);

    public RegistryHost Host => destination.Host;

    public bool CanCreateRepositories => destination.CanCreateRepositories;

    public bool MountsUncommittedBlobs => destination.MountsUncommittedBlobs;

    public bool FindsBlobsInBatches => destination.FindsBlobsInBatches;

    public bool PushCreatesRepositories => destination.PushCreatesRepositories;

    public Task StopAsync() => questions.StopAsync();

    public Task EnsureRepositoryAsync(RepositoryName repository, CancellationToken cancellationToken)
    {
        known.Drop(repository);
        return destination.EnsureRepositoryAsync(repository, cancellationToken);
    }

    public async Task<ManifestPresence> FindManifestsAsync(
        RepositoryName repository, ImmutableArray<ManifestKey> keys, CancellationToken cancellationToken)
    {
        var held = keys.Distinct().ToDictionary(key => key, key => known.Find(repository, key));
        var hits = held.Count(pair => pair.Value is not null);
        Instruments.Presence.Add(hits, Instruments.Result("hit"));
        Instruments.Presence.Add(held.Count - hits, Instruments.Result("miss"));
        var unknown = held.Where(pair => pair.Value is null).Select(pair => pair.Key).ToImmutableArray();
        if (unknown.IsEmpty)
        {
            return new ManifestPresence { Digests = [.. keys.Select(key => held[key])] };
        }

        var asked = known.Now;
        var answer = await questions.AskAsync(repository, unknown, cancellationToken);
        if (answer.IsRepositoryMissing)
        {
            known.Drop(repository);
            return new ManifestPresence { IsRepositoryMissing = true, Digests = [.. keys.Select(_ => (Digest?)null)] };
        }

        foreach (var (key, digest) in unknown.Zip(answer.Digests))
        {
            held[key] = Learn(repository, key, digest, asked);
        }

        return new ManifestPresence { Digests = [.. keys.Select(key => held[key])] };
    }

    public async Task<ImmutableArray<Manifest?>> FetchManifestsAsync(
        RepositoryName repository, ImmutableArray<ManifestKey> keys, CancellationToken cancellationToken)
    {
        var asked = known.Now;
        var manifests = await destination.FetchManifestsAsync(repository, keys, cancellationToken);
        foreach (var (key, manifest) in keys.Zip(manifests))
        {
            Learn(repository, key, manifest?.Digest, asked);
        }

        return manifests;
    }

    public async Task PutManifestAsync(
        RepositoryName repository, Manifest manifest, Tag? tag, CancellationToken cancellationToken)
    {
        try
        {
            await destination.PutManifestAsync(repository, manifest, tag, cancellationToken);
        }
        catch (RegistryException)
        {
            // It may lack what it was known to have.
            known.Drop(repository);
            throw;
        }

        known.Put(repository, tag is { } name ? ManifestKey.Of(name) : ManifestKey.Of(manifest.Digest), manifest.Digest);
    }

    public Task<ImmutableHashSet<Digest>> FindBlobsAsync(
        RepositoryName repository, ImmutableArray<Digest> digests, CancellationToken cancellationToken) =>
        destination.FindBlobsAsync(repository, digests, cancellationToken);

    public IBlobSource Blob(RepositoryName repository, Descriptor descriptor) => destination.Blob(repository, descriptor);

    public Task UploadBlobAsync(
        RepositoryName repository,
        Descriptor descriptor,
        IBlobSource source,
        IProgress<long> sentBytes,
        CancellationToken cancellationToken) =>
        destination.UploadBlobAsync(repository, descriptor, source, sentBytes, cancellationToken);

    public Task<bool> TryMountBlobAsync(
        RepositoryName repository, Digest digest, RepositoryName mountFrom, CancellationToken cancellationToken) =>
        destination.TryMountBlobAsync(repository, digest, mountFrom, cancellationToken);

    public Task<ImmutableArray<Descriptor>> FindReferrersAsync(
        RepositoryName repository, Digest subject, CancellationToken cancellationToken) =>
        destination.FindReferrersAsync(repository, subject, cancellationToken);

    /// <returns>What the destination has, as far as is known now.</returns>
    private Digest? Learn(RepositoryName repository, ManifestKey key, Digest? digest, long asked)
    {
        if (digest is not { } present)
        {
            return known.Contradict(repository, key, asked);
        }

        known.Put(repository, key, present);
        return present;
    }
}
