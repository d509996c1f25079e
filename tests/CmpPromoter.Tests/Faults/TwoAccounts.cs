using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Log;
using CmpPromoter.LocalEcr.Seeding;
using CmpPromoter.Promotion;
using CmpPromoter.Testing;

namespace CmpPromoter.Tests.Faults;

/// <summary>ECR of two accounts on loopback, and a promoter of the second that takes from the first.</summary>
internal sealed class TwoAccounts : IAsyncDisposable
{
    public const string SourceId = "111111111111";
    public const string DestinationId = "222222222222";

    /// <summary>For a test that starts this; loaded machines are slow.</summary>
    public const int Patience = 120_000;

    public const string Repository = "team/api";

    private const string PullPolicy = $$"""
        {"Version":"2012-10-17","Statement":[{
        "Effect":"Allow","Principal":{"AWS":"arn:aws:iam::{{DestinationId}}:root"},
        "Action":["ecr:BatchGetImage","ecr:GetDownloadUrlForLayer","ecr:BatchCheckLayerAvailability"]}]}
        """;

    private TwoAccounts(LocalEcrServer server)
    {
        Server = server;
        Promoter = new EcrPromoter(server);
    }

    public LocalEcrServer Server { get; }

    public EcrPromoter Promoter { get; }

    public EcrAccount Source => Server.Account(SourceId);

    public EcrAccount Destination => Server.Account(DestinationId);

    public FaultPlan Faults => Server.Faults;

    /// <summary>What all origins of both accounts were asked.</summary>
    public AccessLog Log => Server.Log;

    public static async Task<TwoAccounts> StartAsync(LocalEcrOptions? options = null) =>
        new(await LocalEcrServer.StartAsync(options));

    /// <summary>The name of an image at the destination.</summary>
    public static string Name(string tag, string repository = Repository) =>
        $"{DestinationId}.dkr.ecr.us-east-1.amazonaws.com/{repository}:{tag}";

    /// <summary>An image that the destination's account may pull.</summary>
    public SeededImage Offer(
        string tag, ImageSpec? spec = null, string repository = Repository, bool isImmutable = false)
    {
        var image = Source.PushImage(repository, tag, spec ?? new ImageSpec());
        Share(repository, isImmutable);
        return image;
    }

    public SeededImage OfferIndex(string tag, IndexSpec? spec = null)
    {
        var image = Source.PushIndex(Repository, tag, spec ?? new IndexSpec());
        Share(Repository);
        return image;
    }

    /// <summary>These very bytes; what they refer to must be at the source.</summary>
    /// <returns>The digest.</returns>
    public string OfferBytes(string tag, string manifest, string mediaType)
    {
        var digest = Source.PushManifest(Repository, tag, manifest, mediaType);
        Share(Repository);
        return digest;
    }

    /// <summary>Lets the destination's account pull a repository, and creates the one that it goes to.</summary>
    public void Share(string repository, bool isImmutable = false)
    {
        Source.SetRepositoryPolicy(repository, PullPolicy);
        if (Destination.FindRepository(repository) is null)
        {
            var mutability = isImmutable ? TagMutability.Immutable : TagMutability.Mutable;
            Destination.CreateRepository(repository, new RepositoryOptions { TagMutability = mutability });
        }
    }

    public Task<StepOutcome> PromoteAsync(string tag) => PromoteOneAsync(Name(tag));

    public async Task<StepOutcome> PromoteOneAsync(string image) =>
        Assert.Single((await Promoter.PromoteAsync(image)).Outcomes);

    /// <summary>Promotes it; fails when that fails, or when what arrived is not what the source has.</summary>
    public async Task<StepOutcome> ArrivesAsync(string tag)
    {
        var outcome = await PromoteAsync(tag);
        Assert.Equal("", outcome.Reason ?? "");
        AssertWhole(Source.Repository(Repository).Tags[tag]);
        Assert.Equal(Source.Repository(Repository).Tags[tag], Destination.Repository(Repository).Tags[tag]);
        return outcome;
    }

    /// <summary>Promotes it, expecting a failure that leaves no tag.</summary>
    /// <returns>What the user reads.</returns>
    public async Task<string> FailsAsync(string tag)
    {
        var outcome = await PromoteAsync(tag);
        Assert.NotNull(outcome.Reason);
        Canary.AssertSilent(Server.IssuedPasswords, outcome.Reason);
        Assert.DoesNotContain(tag, Destination.Repository(Repository).Tags.Keys);
        return outcome.Reason;
    }

    public void Break(string operation, FaultAction action, int times = 1, int after = 0) => Faults.Add(
        new Fault { Name = operation, Operation = operation, Action = action, Times = times, After = after });

    /// <summary>Pushes of blobs, by digest, that the destination answered with 201.</summary>
    public ImmutableArray<string> Uploads() =>
    [
        .. Log.Entries.Where(entry => entry is { Operation: "PutUpload", Status: 201 })
            .Select(entry => entry.Reference!), // An upload that was taken had a digest.
    ];

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, message) in Promoter.Logger.Entries)
        {
            Canary.AssertSilent(Server.IssuedPasswords, message);
        }

        Promoter.Dispose();
        await Server.DisposeAsync();
    }

    private void AssertWhole(string digest)
    {
        var copy = Destination.Repository(Repository).Find(digest);
        Assert.NotNull(copy);
        Assert.Equal(Source.Repository(Repository).Find(digest)!.Bytes.ToArray(), copy.Bytes.ToArray());
        Assert.All(
            copy.Blobs,
            blob => Assert.Equal(blob.IsForeign, !Destination.Repository(Repository).HasBlob(blob.Digest)));
        foreach (var child in copy.Children)
        {
            AssertWhole(child.Digest);
        }
    }
}
