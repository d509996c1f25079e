namespace CmpPromoter.LocalEcr.Seeding;

/// <summary>
/// A few images to try things with: an application in two versions, a multi-platform service with a referrer.
/// </summary>
internal static class DemoImages
{
    /// <summary>The same each time, so that digests are.</summary>
    private static readonly DateTimeOffset Built = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    public static IEnumerable<string> Push(Accounts.EcrAccount account)
    {
        var shared = new ImageSpec { Layers = 4, LayerBytes = 256 * 1024, SharedLayers = 3, CreatedAt = Built };
        account.PushImage("team/api", "1.0.0", shared with { Seed = 1 });
        account.PushImage("team/api", "1.1.0", shared with { Seed = 2 });
        var web = account.PushIndex(
            "team/web", "2.0.0", new IndexSpec { Image = shared with { Seed = 3 }, Attestations = true });
        account.PushArtifact("team/web", web.Digest);
        return [
            .. account.Repositories.SelectMany(
                repository => repository.Tags.Keys.Select(tag => $"{account.RegistryName}/{repository.Name}:{tag}"))];
    }
}
