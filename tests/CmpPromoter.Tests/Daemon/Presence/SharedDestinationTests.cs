using CmpPromoter.Daemon.Presence;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using CmpPromoter.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.Daemon.Presence;

public sealed class SharedDestinationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly RepositoryName Api = RepositoryName.Parse("api");

    private readonly FakeTimeProvider time = new();
    private readonly MemoryRegistry registry = new("destination.example");
    private readonly SharedDestination shared;

    public SharedDestinationTests()
    {
        shared = new SharedDestination(registry, new PresenceCache(TimeSpan.FromSeconds(60), time));
    }

    [Fact]
    public async Task What_is_there_is_asked_once_until_its_time_is_over()
    {
        var image = registry.AddImage("api", "1", "layer");

        Assert.Equal([image.Digest], await FindAsync("1"));
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal([image.Digest], await FindAsync("1"));
        Assert.Single(registry.Calls);
        time.Advance(TimeSpan.FromSeconds(1));
        await FindAsync("1");

        Assert.Equal(2, registry.Calls.Length);
    }

    [Fact]
    public async Task What_is_absent_is_asked_again_at_once()
    {
        Assert.Equal([null], await FindAsync("1"));
        var image = registry.AddImage("api", "1", "layer");

        Assert.Equal([image.Digest], await FindAsync("1"));
    }

    [Fact]
    public async Task Only_what_is_not_known_is_asked()
    {
        var first = registry.AddImage("api", "1", "one");
        var second = registry.AddImage("api", "2", "two");
        await FindAsync("1");

        Assert.Equal([first.Digest, second.Digest], await FindAsync("1", "2"));

        Assert.Equal(["FindManifests api 1", "FindManifests api 2"], registry.Calls);
    }

    [Fact]
    public async Task What_was_just_pushed_is_known()
    {
        var image = registry.AddImage("api", "1", "layer");

        await shared.PutManifestAsync(Api, image, Tag.Parse("2"), CancellationToken.None);

        Assert.Equal([image.Digest], await FindAsync("2"));
        Assert.Single(registry.Calls);
    }

    [Fact]
    public async Task A_refused_push_makes_the_repository_be_asked_anew()
    {
        var image = registry.AddImage("api", "1", "layer");
        await FindAsync("1");
        registry.Fail = call => call.StartsWith("PutManifest", StringComparison.Ordinal)
            ? new RegistryException(RegistryFault.Refused, registry.Host, "MANIFEST_BLOB_UNKNOWN") : null;
        await Assert.ThrowsAsync<RegistryException>(() => shared.PutManifestAsync(Api, image, null, CancellationToken.None));

        await FindAsync("1");

        Assert.Equal(2, registry.Calls.Count(call => call.StartsWith("FindManifests", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_manifest_that_has_gone_contradicts_what_was_known()
    {
        var known = new PresenceCache(TimeSpan.FromSeconds(60), time);
        var gone = ManifestKey.Of(Tag.Parse("1"));
        var digest = Digest.Of("manifest"u8);
        known.Put(Api, gone, digest);
        Assert.Equal(digest, known.Find(Api, gone));

        await new SharedDestination(registry, known).FetchManifestsAsync(Api, [gone], CancellationToken.None);

        Assert.Null(known.Find(Api, gone));
    }

    [Fact]
    public async Task An_answer_that_was_overtaken_by_a_push_is_not_believed()
    {
        var image = registry.AddImage("api", "0", "layer");
        var answering = new TaskCompletionSource();
        registry.BeforeFind = token => answering.Task.WaitAsync(token);
        var absent = FindAsync("1");
        await registry.Asked.WaitAsync(Patience);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await shared.PutManifestAsync(Api, image, Tag.Parse("1"), CancellationToken.None);

        answering.SetResult();

        Assert.Equal([image.Digest], await absent.WaitAsync(Patience));
        Assert.Equal([image.Digest], await FindAsync("1"));
    }

    [Fact]
    public async Task A_missing_repository_is_said_to_be_missing()
    {
        registry.MissingRepositories.Add(Api);

        var presence = await shared.FindManifestsAsync(Api, [ManifestKey.Of(Tag.Parse("1"))], CancellationToken.None);

        Assert.True(presence.IsRepositoryMissing);
        Assert.Equal([null], presence.Digests);
    }

    [Fact]
    public async Task Those_who_ask_while_a_question_is_under_way_are_asked_for_together()
    {
        registry.AddImage("api", "1", "layer");
        var answering = new TaskCompletionSource();
        registry.BeforeFind = token => answering.Task.WaitAsync(token);
        var first = FindAsync("1");
        await registry.Asked.WaitAsync(Patience);
        var others = new[] { FindAsync("2"), FindAsync("3"), FindAsync("1", "3") };

        answering.SetResult();
        await Task.WhenAll([first, .. others]).WaitAsync(Patience);

        Assert.Equal(["FindManifests api 1", "FindManifests api 2 3 1"], registry.Calls);
    }

    [Fact]
    public async Task One_renders_question_that_cannot_be_answered_fails_no_other()
    {
        var image = registry.AddImage("api", "2", "layer");
        var answering = new TaskCompletionSource();
        registry.BeforeFind = token => answering.Task.WaitAsync(token);
        var first = FindAsync("1");
        await registry.Asked.WaitAsync(Patience);
        var (bad, good) = (FindAsync("bad"), FindAsync("2"));
        registry.Fail = call => call.Contains("bad", StringComparison.Ordinal)
            ? new RegistryException(RegistryFault.Refused, registry.Host, "UpstreamAccessDenied") : null;

        answering.SetResult();

        await first.WaitAsync(Patience);
        await Assert.ThrowsAsync<RegistryException>(() => bad.WaitAsync(Patience));
        Assert.Equal([image.Digest], await good.WaitAsync(Patience));
    }

    private async Task<ImmutableArray<Digest?>> FindAsync(params string[] tags) =>
        (await shared.FindManifestsAsync(Api, [.. tags.Select(tag => ManifestKey.Of(Tag.Parse(tag)))], CancellationToken.None)).Digests;
}
