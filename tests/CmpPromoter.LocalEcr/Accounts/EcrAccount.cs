using System.Collections.Concurrent;
using System.Text;
using CmpPromoter.LocalEcr.Layers;
using CmpPromoter.LocalEcr.Policies;
using CmpPromoter.LocalEcr.Seeding;

namespace CmpPromoter.LocalEcr.Accounts;

/// <summary>
/// One account's private registry in one region, for tests to fill and to look into directly; nothing done here is
/// logged, limited or judged by a policy. Thread-safe.
/// </summary>
public sealed class EcrAccount
{
    private readonly ConcurrentDictionary<string, EcrRepository> repositories = new();
    private readonly Lock creation = new();
    private readonly TimeProvider timeProvider;

    internal EcrAccount(string accountId, string region, BlobStore blobs, TimeProvider timeProvider)
    {
        AccountId = accountId;
        Region = region;
        Store = blobs;
        Templates = new CreationTemplates(accountId);
        this.timeProvider = timeProvider;
    }

    public string AccountId { get; }

    public string Region { get; }

    /// <summary>The registry's name at AWS, such as <c>111111111111.dkr.ecr.us-east-1.amazonaws.com</c>.</summary>
    public string RegistryName => $"{AccountId}.dkr.ecr.{Region}.amazonaws.com";

    /// <summary>The account setting BLOB_MOUNTING: whether a layer can be mounted from another repository.</summary>
    /// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/userguide/blob-mounting.html</remarks>
    public bool BlobMounting { get; set; }

    /// <summary>
    /// Answers 405 to manifests with a subject and to the referrers API, as some pushes of SBOMs met.
    /// </summary>
    /// <remarks>https://github.com/aws/containers-roadmap/issues/2783</remarks>
    public bool RefusesReferrers { get; set; }

    /// <summary>Managed signing: every image that is pushed gets a signature, as its referrer.</summary>
    /// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/userguide/managed-signing.html</remarks>
    public bool SignsOnPush { get; set; }

    public IReadOnlyList<EcrRepository> Repositories =>
        [.. repositories.Values.OrderBy(repository => repository.Name, StringComparer.Ordinal)];

    internal BlobStore Store { get; }

    internal IdentityDenials Denials { get; } = new();

    internal CreationTemplates Templates { get; }

    /// <exception cref="EcrException">It exists already.</exception>
    public EcrRepository CreateRepository(string name, RepositoryOptions? options = null)
    {
        var repository = new EcrRepository(
            name, AccountId, Region, options ?? new RepositoryOptions(), timeProvider);
        return repositories.TryAdd(name, repository) ? repository : throw EcrErrors.RepositoryExists(name, AccountId);
    }

    public EcrRepository? FindRepository(string name) => repositories.GetValueOrDefault(name);

    /// <exception cref="EcrException">It does not exist.</exception>
    public EcrRepository Repository(string name) =>
        FindRepository(name) ?? throw EcrErrors.RepositoryNotFound(name, AccountId);

    public void DeleteRepository(string name) => repositories.TryRemove(name, out _);

    /// <param name="name">The repository.</param>
    /// <param name="json">A policy document; absent removes the policy.</param>
    public void SetRepositoryPolicy(string name, string? json) =>
        Repository(name).Policy = json is null ? null : RepositoryPolicy.Parse(json);

    /// <exception cref="EcrException">There is one of this prefix.</exception>
    public void AddCreationTemplate(CreationTemplate template) => Templates.Add(template);

    /// <summary>Takes a permission out of the callers' identity-based policies, for this registry.</summary>
    /// <param name="action">Such as <c>ecr:PutImage</c>; a glob.</param>
    /// <param name="principal">A glob over the ARN of the user, the role or the session.</param>
    /// <param name="resource">A glob over the repository's ARN.</param>
    public void Deny(string action, string principal = "*", string resource = "*") =>
        Denials.Add(action, principal, resource);

    /// <summary>Gives back everything that <see cref="Deny"/> took.</summary>
    public void AllowAll() => Denials.Clear();

    /// <summary>Builds an image into the repository, which is created when it is missing.</summary>
    public SeededImage PushImage(string repository, string? tag, ImageSpec? spec = null) =>
        new ImageSeeder(this).PushImage(repository, tag, spec ?? new ImageSpec());

    /// <summary>Builds an image per platform and the index over them.</summary>
    public SeededImage PushIndex(string repository, string? tag, IndexSpec? spec = null) =>
        new ImageSeeder(this).PushIndex(repository, tag, spec ?? new IndexSpec());

    /// <summary>Builds a referrer: an artifact about another manifest.</summary>
    public SeededImage PushArtifact(string repository, string subjectDigest, ArtifactSpec? spec = null) =>
        new ImageSeeder(this).PushArtifact(repository, subjectDigest, spec ?? new ArtifactSpec());

    /// <summary>Does what ECR does within a day of a deletion: strays among referrers and layers go.</summary>
    public void KeepHouse()
    {
        foreach (var repository in Repositories)
        {
            Housekeeping.SweepReferrers(repository);
            Housekeeping.CollectLayers(repository);
        }
    }

    /// <summary>Stores these very bytes as a manifest; its layers and children must be there.</summary>
    /// <returns>The digest.</returns>
    public string PushManifest(string repository, string? tag, string manifest, string mediaType)
    {
        var stored = ManifestParser.Parse(Encoding.UTF8.GetBytes(manifest), mediaType, timeProvider.GetUtcNow());
        EnsureRepository(repository).Put(stored, tag);
        return stored.Digest;
    }

    /// <returns>The digest.</returns>
    public string PushBlob(string repository, byte[] content)
    {
        var digest = Store.Add(content);
        EnsureRepository(repository).AddBlob(digest);
        return digest;
    }

    /// <summary>
    /// Puts content of any size into the repository; <see cref="GeneratedContent"/> takes neither disk nor memory.
    /// </summary>
    /// <returns>The digest.</returns>
    public string PushBlob(string repository, IBlobContent content)
    {
        var digest = Store.Add(content);
        EnsureRepository(repository).AddBlob(digest);
        return digest;
    }

    /// <summary>The bytes of a blob the repository has, for comparing.</summary>
    public byte[] ReadBlob(string repository, string digest)
    {
        var content = Repository(repository).HasBlob(digest) ? Store.Find(digest) : null;
        using var stream = content?.Open(0) ?? throw EcrErrors.BlobUnknown(digest, repository);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    internal EcrRepository EnsureRepository(string name)
    {
        lock (creation)
        {
            return FindRepository(name) ?? CreateRepository(name);
        }
    }

    /// <summary>The repository, created from a template when it is missing and one matches.</summary>
    internal EcrRepository? FindOrCreateOnPush(string name)
    {
        lock (creation)
        {
            if (FindRepository(name) is { } known)
            {
                return known;
            }

            if (Templates.FindForPush(name) is not { } template)
            {
                return null;
            }

            var created = CreateRepository(name, template.Options);
            created.LifecyclePolicy = template.LifecyclePolicy;
            SetRepositoryPolicy(name, template.RepositoryPolicy);
            return created;
        }
    }

    /// <summary>Stores what was pushed, and its signature where the account signs.</summary>
    /// <returns>Whether manifest and tag were both there already.</returns>
    internal bool Put(EcrRepository repository, StoredManifest manifest, string? tag)
    {
        var isSame = repository.Put(manifest, tag);
        if (SignsOnPush && !isSame && manifest.Subject is null)
        {
            PushArtifact(repository.Name, manifest.Digest, new ArtifactSpec
            {
                // https://github.com/notaryproject/specifications/blob/main/specs/signature-specification.md
                ArtifactType = "application/vnd.cncf.notary.signature",
                Content = $"{{\"payload\":\"{manifest.Digest}\"}}",
            });
        }

        return isSame;
    }

    internal DateTimeOffset Now() => timeProvider.GetUtcNow();
}
