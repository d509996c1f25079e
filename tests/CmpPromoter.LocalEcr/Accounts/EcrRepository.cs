using CmpPromoter.LocalEcr.Policies;

namespace CmpPromoter.LocalEcr.Accounts;

/// <summary>
/// One repository: its settings, manifests, tags and layers. Thread-safe; every property is a snapshot.
/// </summary>
public sealed class EcrRepository
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, StoredManifest> manifests = [];
    private readonly SortedDictionary<string, string> tags = new(StringComparer.Ordinal);
    private readonly HashSet<string> blobs = [];
    private readonly Dictionary<string, DateTimeOffset> restoring = [];
    private readonly TimeProvider timeProvider;

    internal EcrRepository(
        string name, string accountId, string region, RepositoryOptions options, TimeProvider timeProvider)
    {
        this.timeProvider = timeProvider;
        Name = name;
        AccountId = accountId;
        Arn = $"arn:aws:ecr:{region}:{accountId}:repository/{name}";
        CreatedAt = timeProvider.GetUtcNow();
        Settings = new ChangingOptions(options, timeProvider);
    }

    public string Name { get; }

    public string AccountId { get; }

    public string Arn { get; }

    public DateTimeOffset CreatedAt { get; }

    /// <summary>Can be replaced while the server runs, as PutImageTagMutability does.</summary>
    public RepositoryOptions Options { get => Settings.Value; set => Settings.Change(value, TimeSpan.Zero); }

    public string? LifecyclePolicy { get; set; }

    /// <summary>Makes whatever needs the repository's key fail with a KMS error.</summary>
    public bool KmsKeyDisabled { get; set; }

    /// <summary>Images that the repository may hold; 100,000 at AWS.</summary>
    public int MaxImages { get; set; } = 100_000;

    /// <summary>In the order of their push.</summary>
    public IReadOnlyList<StoredManifest> Manifests
    {
        get
        {
            lock (gate)
            {
                Settle();
                return [.. manifests.Values.OrderBy(manifest => manifest.PushedAt)];
            }
        }
    }

    /// <summary>Tag to digest.</summary>
    public IReadOnlyDictionary<string, string> Tags
    {
        get
        {
            lock (gate)
            {
                return new SortedDictionary<string, string>(tags, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>Digests of the layers and configs, referenced or not.</summary>
    public IReadOnlySet<string> Blobs
    {
        get
        {
            lock (gate)
            {
                return new HashSet<string>(blobs);
            }
        }
    }

    internal RepositoryPolicy? Policy { get; set; }

    internal ChangingOptions Settings { get; }

    /// <param name="reference">A tag, or a digest.</param>
    public StoredManifest? Find(string reference)
    {
        lock (gate)
        {
            Settle();
            return manifests.GetValueOrDefault(
                reference.Contains(':', StringComparison.Ordinal) ? reference : tags.GetValueOrDefault(reference, ""));
        }
    }

    public bool HasBlob(string digest)
    {
        lock (gate)
        {
            return blobs.Contains(digest);
        }
    }

    /// <summary>Moves an image to another storage class, as lifecycle rules do.</summary>
    /// <returns>The status.</returns>
    public ImageStatus SetStatus(string digest, ImageStatus status)
    {
        lock (gate)
        {
            restoring.Remove(digest);
            manifests[digest] = manifests[digest] with { Status = status };
            return status;
        }
    }

    /// <summary>Begins to restore an archived image.</summary>
    /// <returns>The status until then.</returns>
    internal ImageStatus Restore(string digest, DateTimeOffset activeAt)
    {
        lock (gate)
        {
            restoring[digest] = activeAt;
            manifests[digest] = manifests[digest] with { Status = ImageStatus.Activating };
            return ImageStatus.Activating;
        }
    }

    /// <returns>Whether it was there.</returns>
    public bool Delete(string reference)
    {
        lock (gate)
        {
            if (tags.Remove(reference))
            {
                return true;
            }

            foreach (var tag in tags.Where(entry => entry.Value == reference).Select(entry => entry.Key).ToArray())
            {
                tags.Remove(tag);
            }

            restoring.Remove(reference);
            return manifests.Remove(reference);
        }
    }

    /// <summary>
    /// Whether some image refers to the layer, and so whether it can be downloaded by API or mounted.
    /// </summary>
    internal bool IsReferenced(string digest, bool activeOnly = false)
    {
        lock (gate)
        {
            Settle();
            return manifests.Values.Any(manifest => (!activeOnly || manifest.Status is ImageStatus.Active)
                && manifest.Blobs.Any(blob => blob.Digest == digest));
        }
    }

    internal void RemoveBlob(string digest)
    {
        lock (gate)
        {
            blobs.Remove(digest);
        }
    }

    internal void AddBlob(string digest)
    {
        lock (gate)
        {
            blobs.Add(digest);
        }
    }

    /// <summary>Stores a manifest and its tag in one step, or neither.</summary>
    /// <returns>Whether manifest and tag were both there already.</returns>
    /// <exception cref="EcrException">Something it needs is missing, or the tag cannot be moved.</exception>
    internal bool Put(StoredManifest manifest, string? tag)
    {
        lock (gate)
        {
            Settle();
            Check(manifest, tag);
            var known = manifests.GetValueOrDefault(manifest.Digest);
            var isSame = known is { Status: ImageStatus.Active }
                && (tag is null || tags.GetValueOrDefault(tag) == manifest.Digest);
            // Pushing an archived image again restores it:
            // https://docs.aws.amazon.com/AmazonECR/latest/userguide/restore-image.html
            restoring.Remove(manifest.Digest);
            manifests[manifest.Digest] = known is { Status: ImageStatus.Active } ? known : manifest;
            if (tag is not null)
            {
                tags[tag] = manifest.Digest;
            }

            return isSame;
        }
    }

    private void Settle()
    {
        foreach (var (digest, _) in restoring.Where(entry => entry.Value <= timeProvider.GetUtcNow()).ToArray())
        {
            restoring.Remove(digest);
            manifests[digest] = manifests[digest] with { Status = ImageStatus.Active };
        }
    }

    private void Check(StoredManifest manifest, string? tag)
    {
        if (KmsKeyDisabled)
        {
            throw EcrErrors.Kms();
        }

        var absentBlobs = manifest.Blobs.Where(blob => !blob.IsForeign && !blobs.Contains(blob.Digest))
            .Select(blob => blob.Digest).Distinct().ToArray();
        if (absentBlobs.Length > 0)
        {
            throw EcrErrors.LayersNotFound(absentBlobs, Name, AccountId);
        }

        // An index is refused before its children are there: PutImage, ReferencedImagesNotFoundException.
        var absentChildren = manifest.Children.Where(child => !manifests.ContainsKey(child.Digest))
            .Select(child => child.Digest).Distinct().ToArray();
        if (absentChildren.Length > 0)
        {
            throw EcrErrors.ReferencedImagesNotFound(absentChildren, Name, AccountId);
        }

        // Also for the same digest: https://github.com/aws/containers-roadmap/issues/2179
        if (tag is not null && tags.TryGetValue(tag, out var held) && Options.IsImmutable(tag)
            && !(held == manifest.Digest && manifests[held].Status is not ImageStatus.Active))
        {
            throw EcrErrors.TagIsImmutable(tag, Name);
        }

        RepositoryLimits.Check(
            this, manifest, manifests.ContainsKey(manifest.Digest), manifests.Count, tag is null || tags.ContainsKey(tag)
                ? null
                : tags.Values.Count(digest => digest == manifest.Digest));
    }
}
