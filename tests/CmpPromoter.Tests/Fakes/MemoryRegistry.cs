using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Tests.Fakes;

/// <summary>A registry in memory that holds its callers to the order of a push, and records what it was asked.</summary>
internal sealed class MemoryRegistry(string host) : IRegistry
{
    private readonly Lock gate = new();
    private readonly Dictionary<(RepositoryName, Digest), byte[]> blobs = [];
    private readonly Dictionary<(RepositoryName, Digest), Manifest> manifests = [];
    private readonly Dictionary<(RepositoryName, Tag), Digest> tags = [];
    private readonly List<string> calls = [];
    private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RegistryHost Host { get; } = RegistryHost.Parse(host);

    public bool CanCreateRepositories { get; init; } = true;

    public bool PushCreatesRepositories { get; init; }

    /// <summary>Repositories that do not exist until they are ensured.</summary>
    public HashSet<RepositoryName> MissingRepositories { get; } = [];

    public bool Mounts { get; init; }

    /// <summary>Otherwise, where it mounts, only what a manifest lists.</summary>
    public bool MountsUncommittedBlobs { get; init; } = true;

    public bool FindsBlobsInBatches { get; init; } = true;

    /// <summary>What is listed besides what is true.</summary>
    public List<(Digest Subject, Descriptor Referrer)> ForgedReferrers { get; } = [];

    /// <summary>Asked before each call by its record; what it returns is thrown.</summary>
    public Func<string, Exception?> Fail { get; set; } = _ => null;

    /// <summary>Awaited before each blob's upload is finished.</summary>
    public Func<Digest, CancellationToken, Task> BeforeStore { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Awaited between each question which manifests are there and its answer, which is of the question's instant.</summary>
    public Func<CancellationToken, Task> BeforeFind { get; set; } = _ => Task.CompletedTask;

    /// <summary>Completes when it has been asked for the first time which manifests are there.</summary>
    public Task Asked => asked.Task;

    public ImmutableArray<string> Calls
    {
        get
        {
            lock (gate)
            {
                return [.. calls];
            }
        }
    }

    public Digest AddBlob(string repository, byte[] content)
    {
        var digest = Digest.Of(content);
        blobs[(RepositoryName.Parse(repository), digest)] = content;
        return digest;
    }

    public void AddManifest(string repository, Manifest manifest, string? tag = null)
    {
        manifests[(RepositoryName.Parse(repository), manifest.Digest)] = manifest;
        if (tag is not null)
        {
            tags[(RepositoryName.Parse(repository), Tag.Parse(tag))] = manifest.Digest;
        }
    }

    public Digest? TagAt(string repository, string tag) =>
        tags.TryGetValue((RepositoryName.Parse(repository), Tag.Parse(tag)), out var digest) ? digest : null;

    public bool Holds(string repository, Digest digest) => manifests.ContainsKey((RepositoryName.Parse(repository), digest));

    public Task EnsureRepositoryAsync(RepositoryName repository, CancellationToken cancellationToken)
    {
        Record($"EnsureRepository {repository}");
        MissingRepositories.Remove(repository);
        return Task.CompletedTask;
    }

    public async Task<ManifestPresence> FindManifestsAsync(
        RepositoryName repository, ImmutableArray<ManifestKey> keys, CancellationToken cancellationToken)
    {
        Record($"FindManifests {repository} {string.Join(' ', keys)}");
        asked.TrySetResult();
        var presence = new ManifestPresence
        {
            IsRepositoryMissing = MissingRepositories.Contains(repository),
            Digests = [.. keys.Select(key => Find(repository, key)?.Digest)],
        };
        await BeforeFind(cancellationToken);
        return presence;
    }

    public Task<ImmutableArray<Manifest?>> FetchManifestsAsync(
        RepositoryName repository, ImmutableArray<ManifestKey> keys, CancellationToken cancellationToken)
    {
        Record($"FetchManifests {repository} {string.Join(' ', keys)}");
        return Task.FromResult(keys.Select(key => Find(repository, key)).ToImmutableArray());
    }

    public Task PutManifestAsync(RepositoryName repository, Manifest manifest, Tag? tag, CancellationToken cancellationToken)
    {
        Record($"PutManifest {repository} {tag?.ToString() ?? manifest.Digest.ToString()}");
        lock (gate)
        {
            Assert.All(manifest.Blobs, blob => Assert.True(blobs.ContainsKey((repository, blob.Digest)), $"blob {blob.Digest} first"));
            Assert.All(manifest.Children, child => Assert.True(manifests.ContainsKey((repository, child.Digest)), $"child {child.Digest} first"));
            manifests[(repository, manifest.Digest)] = manifest;
            if (tag is { } name)
            {
                tags[(repository, name)] = manifest.Digest;
            }
        }

        return Task.CompletedTask;
    }

    public Task<ImmutableHashSet<Digest>> FindBlobsAsync(
        RepositoryName repository, ImmutableArray<Digest> digests, CancellationToken cancellationToken)
    {
        Record($"FindBlobs {repository} {digests.Length}");
        lock (gate)
        {
            return Task.FromResult(digests.Where(digest => blobs.ContainsKey((repository, digest))).ToImmutableHashSet());
        }
    }

    public IBlobSource Blob(RepositoryName repository, Descriptor descriptor) =>
        new MemoryBlob(() =>
        {
            Record($"GetBlob {repository} {descriptor.Digest}");
            return new MemoryStream(blobs[(repository, descriptor.Digest)]);
        });

    public async Task UploadBlobAsync(
        RepositoryName repository,
        Descriptor descriptor,
        IBlobSource source,
        IProgress<long> sentBytes,
        CancellationToken cancellationToken)
    {
        Record($"UploadBlob {repository} {descriptor.Digest}");
        await using var stream = await source.OpenAsync(cancellationToken);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, cancellationToken);
        await BeforeStore(descriptor.Digest, cancellationToken);
        sentBytes.Report(content.Length);
        lock (gate)
        {
            blobs[(repository, descriptor.Digest)] = content.ToArray();
        }
    }

    public Task<bool> TryMountBlobAsync(
        RepositoryName repository, Digest digest, RepositoryName mountFrom, CancellationToken cancellationToken)
    {
        Record($"MountBlob {repository} {digest} {mountFrom}");
        lock (gate)
        {
            var isCommitted = manifests.Any(entry =>
                entry.Key.Item1 == mountFrom && entry.Value.Blobs.Any(blob => blob.Digest == digest));
            if (Mounts && (MountsUncommittedBlobs || isCommitted) && blobs.TryGetValue((mountFrom, digest), out var content))
            {
                blobs[(repository, digest)] = content;
                return Task.FromResult(true);
            }
        }

        return Task.FromResult(false);
    }

    public Task<ImmutableArray<Descriptor>> FindReferrersAsync(
        RepositoryName repository, Digest subject, CancellationToken cancellationToken)
    {
        Record($"FindReferrers {repository} {subject}");
        lock (gate)
        {
            return Task.FromResult(manifests
                .Where(entry => entry.Key.Item1 == repository && entry.Value.Subject?.Digest == subject)
                .Select(entry => entry.Value.Descriptor)
                .Concat(ForgedReferrers.Where(forged => forged.Subject == subject).Select(forged => forged.Referrer))
                .ToImmutableArray());
        }
    }

    private Manifest? Find(RepositoryName repository, ManifestKey key)
    {
        lock (gate)
        {
            var digest = key.Digest ?? (tags.TryGetValue((repository, key.Tag!.Value), out var tagged) ? tagged : null); // One of the two.
            return digest is { } known ? manifests.GetValueOrDefault((repository, known)) : null;
        }
    }

    private void Record(string call)
    {
        lock (gate)
        {
            calls.Add(call);
        }

        if (Fail(call) is { } fault)
        {
            throw fault;
        }
    }

    private sealed class MemoryBlob(Func<Stream> open) : IBlobSource
    {
        public Task<Stream> OpenAsync(CancellationToken cancellationToken) => Task.FromResult(open());

        public Task<Stream> OpenRestAsync(long offset, CancellationToken cancellationToken) =>
            throw new NotSupportedException("an upload here does not break");
    }
}
