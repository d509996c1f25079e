using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Seeding;

namespace CmpPromoter.Demo;

/// <summary>The AWS of this story: a development account with images, a production account without.</summary>
internal sealed class TwoAccounts : IAsyncDisposable
{
    public const string DevelopmentId = "111111111111";
    public const string ProductionId = "222222222222";
    private const int MiB = 1024 * 1024;

    private TwoAccounts(LocalEcrServer server)
    {
        Server = server;
    }

    public LocalEcrServer Server { get; }

    public EcrAccount Development => Server.Account(DevelopmentId);

    public EcrAccount Production => Server.Account(ProductionId);

    /// <summary>The images that the production overlay names.</summary>
    public ImmutableArray<DemoImage> Named { get; private set; } = [];

    public static async Task<TwoAccounts> StartAsync()
    {
        // A line slow enough to watch: the images of production take a few seconds.
        var server = await LocalEcrServer.StartAsync(new LocalEcrOptions
        {
            BytesPerSecond = 8 * MiB,
            Latency = TimeSpan.FromMilliseconds(5),
        });
        var accounts = new TwoAccounts(server);
        accounts.Seed();
        accounts.Prepare();
        return accounts;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>Content follows from these numbers alone, so that the overlay can name the cache's digest.</summary>
    private void Seed()
    {
        var api = new ImageSpec { Seed = 1, SharedLayers = 2, LayerSizesBytes = [8 * MiB, 3 * MiB, 4 * MiB, 1 * MiB] };
        var web = new IndexSpec { Image = new ImageSpec { Seed = 10, LayerSizesBytes = [5 * MiB, 2 * MiB] } };
        var cache = new ImageSpec { Seed = 20, LayerSizesBytes = [4 * MiB, 1 * MiB], Docker = true };
        var thumbnailer = new ImageSpec { Seed = 30, LayerSizesBytes = [8 * MiB, 3 * MiB, 6 * MiB] };
        Named =
        [
            Push("shop/api", "2.4.0", api) with { Remark = "named by two workloads" },
            Push("shop/cache", "7.2", cache) with { Tag = null, Remark = "pinned by its digest" },
            Push("shop/thumbnailer", "1.0.7", thumbnailer) with { Remark = "named in an environment variable only" },
            Name("shop/web", "1.8.3", Development.PushIndex("shop/web", "1.8.3", web)) with
            {
                Remark = "for amd64 and arm64",
            },
        ];

        // What only development runs, and what therefore stays there.
        Development.PushImage("shop/api", "2.5.0-rc1", api with { Seed = 2 });
        Development.PushIndex("shop/web", "1.9.0", web with { Image = web.Image with { Seed = 12 } });
    }

    /// <summary>What administrators do once: development lets production pull, production has repositories.</summary>
    private void Prepare()
    {
        const string LetProductionRead = $$"""
            {
              "Version": "2012-10-17",
              "Statement": {
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::{{ProductionId}}:root"},
                "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
              }
            }
            """;
        var immutable = new RepositoryOptions { TagMutability = TagMutability.Immutable };
        foreach (var repository in Development.Repositories)
        {
            Development.SetRepositoryPolicy(repository.Name, LetProductionRead);
            Production.CreateRepository(repository.Name, immutable);
        }
    }

    private DemoImage Push(string repository, string tag, ImageSpec spec) =>
        Name(repository, tag, Development.PushImage(repository, tag, spec));

    private static DemoImage Name(string repository, string tag, SeededImage image) => new()
    {
        Repository = repository,
        Tag = tag,
        Digest = image.Digest,
        Manifests = [.. image.Children, image.Digest],
    };
}
