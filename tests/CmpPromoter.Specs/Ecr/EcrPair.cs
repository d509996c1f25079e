using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Log;
using CmpPromoter.LocalEcr.Seeding;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Ecr;

/// <summary>
/// A development account with images, a production account without, and the program between them as production's user.
/// Development lets production pull what <see cref="Seed"/> and <see cref="SeedIndex"/> put there.
/// </summary>
internal sealed class EcrPair : IAsyncDisposable
{
    public const int TimeoutMilliseconds = 120_000;
    public const string DevelopmentId = "111111111111";
    public const string ProductionId = "222222222222";

    public const string PullByProduction = $$"""
        {
          "Version": "2012-10-17",
          "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::{{ProductionId}}:root"},
            "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
          }
        }
        """;

    private EcrPair(LocalEcrServer server)
    {
        Server = server;
    }

    public LocalEcrServer Server { get; }

    public EcrAccount Source => Server.Account(DevelopmentId);

    public EcrAccount Destination => Server.Account(ProductionId);

    /// <summary>What the last run asked of the source, as <c>BatchGetImage 1, GetBlob 2</c>.</summary>
    public string SourceRequests => Counts(DevelopmentId);

    /// <summary>What the last run asked of the destination.</summary>
    public string DestinationRequests => Counts(ProductionId);

    /// <summary>Requests of the last run besides redirects' second halves and token calls, on both sides.</summary>
    public int WorkingRequests =>
        Server.Log.Count(entry => entry.Operation is not ("LayerDownload" or "GetAuthorizationToken"));

    public static async Task<EcrPair> StartAsync(LocalEcrOptions? options = null) =>
        new(await LocalEcrServer.StartAsync(options));

    /// <summary>An image at the source, and the repository that it will go to.</summary>
    public SeededImage Seed(string repository, string? tag, ImageSpec? spec = null)
    {
        var image = Source.PushImage(repository, tag, spec);
        Open(repository);
        return image;
    }

    /// <summary>An image for two platforms at the source, and the repository that it will go to.</summary>
    public SeededImage SeedIndex(string repository, string tag, IndexSpec? spec = null)
    {
        var index = Source.PushIndex(repository, tag, spec);
        Open(repository);
        return index;
    }

    /// <summary>An overlay that names these images of the destination, such as <c>team/api:1</c>.</summary>
    public Overlay Naming(params string[] images) =>
        Overlay.Naming([.. images.Select(image => $"{Destination.RegistryName}/{image}")]).Configure(Configuration());

    /// <param name="destination">Further lines of the destination.</param>
    /// <param name="source">Further lines of the source.</param>
    /// <param name="namesApi">Whether the file says where the ECR API is.</param>
    public string Configuration(string destination = "", string source = "", bool namesApi = true) => $"""
        apiVersion: cmp-promoter/v1
        kind: Promotion
        destination:
          registry: {Destination.RegistryName}
          endpoint: {Text(Server.RegistryEndpoint(ProductionId))}
          {(namesApi ? $"apiEndpoint: {Text(Server.ApiEndpoint)}" : "")}
          {destination}
        sources:
        - registry: {Source.RegistryName}
          endpoint: {Text(Server.RegistryEndpoint(DevelopmentId))}
          {(namesApi ? $"apiEndpoint: {Text(Server.ApiEndpoint)}" : "")}
          {source}
        """;

    /// <summary>The program as production's user.</summary>
    public static PromoterProcess Promoter() => new PromoterProcess().WithAwsKey($"AKIA{ProductionId}");

    /// <summary>Runs <c>generate</c>; the log then holds this run alone.</summary>
    public async Task<ProcessResult> GenerateAsync(Overlay overlay, PromoterProcess? promoter = null)
    {
        Server.Log.Clear();
        promoter ??= Promoter();
        return await promoter.RunAsync("generate", "--config", overlay.ConfigurationPath, overlay.Path);
    }

    /// <summary>Runs <c>generate</c>, which must succeed and print what kustomize prints.</summary>
    public async Task PromoteAsync(Overlay overlay, PromoterProcess? promoter = null)
    {
        var result = await GenerateAsync(overlay, promoter);
        Assert.Equal((0, ""), (result.ExitCode, result.ExitCode == 0 ? "" : result.Error));
        Assert.Equal(await overlay.KustomizeAsync(), result.Output);
    }

    /// <summary>The digest that the destination holds under a tag or digest.</summary>
    public string? DigestOf(string repository, string reference) =>
        Destination.Repository(repository).Find(reference)?.Digest;

    /// <summary>The requests of an operation at the destination, in the order in which they ended.</summary>
    public IEnumerable<AccessEntry> AtDestination(string operation) =>
        Server.Log.Entries.Where(entry => entry.AccountId == ProductionId && entry.Operation == operation);

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private void Open(string repository)
    {
        Source.SetRepositoryPolicy(repository, PullByProduction);
        if (Destination.FindRepository(repository) is null)
        {
            Destination.CreateRepository(repository);
        }
    }

    private string Counts(string accountId) => string.Join(", ", Server.Log.Entries
        .Where(entry => entry.AccountId == accountId)
        .CountBy(entry => entry.Operation)
        .OrderBy(count => count.Key, StringComparer.Ordinal)
        .Select(count => $"{count.Key} {count.Value}"));

    private static string Text(Uri endpoint) => endpoint.GetLeftPart(UriPartial.Authority);
}
