using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Log;
using CmpPromoter.LocalEcr.Seeding;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Setting;

/// <summary>ECR of a development account that images come from and of a production account that they go to.</summary>
internal sealed class TwoAccounts : IAsyncDisposable
{
    private const string DevelopmentId = "111111111111";
    private const string ProductionId = "222222222222";

    // What the promoter's documentation asks for, and no more.
    private const string PullPolicy = $$"""
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::{{ProductionId}}:root"},
        "Action":["ecr:BatchGetImage","ecr:GetDownloadUrlForLayer","ecr:BatchCheckLayerAvailability"]}]}
        """;

    private readonly LocalEcrServer server;

    private TwoAccounts(LocalEcrServer server)
    {
        this.server = server;
    }

    public EcrAccount Development => server.Account(DevelopmentId);

    public EcrAccount Production => server.Account(ProductionId);

    public FaultPlan Faults => server.Faults;

    /// <summary>What both accounts were asked.</summary>
    public AccessLog Log => server.Log;

    public Uri ApiEndpoint => server.ApiEndpoint;

    public Uri DevelopmentEndpoint => server.RegistryEndpoint(DevelopmentId);

    public Uri ProductionEndpoint => server.RegistryEndpoint(ProductionId);

    public IReadOnlyCollection<string> IssuedPasswords => server.IssuedPasswords;

    public static async Task<TwoAccounts> StartAsync(LocalEcrOptions? options = null) =>
        new(await LocalEcrServer.StartAsync(options));

    /// <summary>An image that production may pull, and the repository that it goes to.</summary>
    public SeededImage Offer(string repository, string tag, ImageSpec? spec = null)
    {
        var image = Development.PushImage(repository, tag, spec);
        Development.SetRepositoryPolicy(repository, PullPolicy);
        if (Production.FindRepository(repository) is null)
        {
            Production.CreateRepository(repository);
        }

        return image;
    }

    /// <param name="images">Repository and tag or digest in the production registry.</param>
    public Overlay OverlayNaming(params string[] images) =>
        Configure(Overlay.Naming([.. images.Select(image => $"{Production.RegistryName}/{image}")]));

    /// <param name="overlay">Gets a promotion file for these two accounts.</param>
    /// <param name="more">Lines at the end of the file.</param>
    public Overlay Configure(Overlay overlay, string more = "") => overlay.Configure($"""
        apiVersion: cmp-promoter/v1
        kind: Promotion
        destination:
          registry: {Production.RegistryName}
          endpoint: {ProductionEndpoint}
          apiEndpoint: {ApiEndpoint}
        sources:
        - registry: {Development.RegistryName}
          endpoint: {DevelopmentEndpoint}
          apiEndpoint: {ApiEndpoint}
        {more}
        """);

    /// <summary>The program with production's own credentials.</summary>
    /// <param name="workingDirectory">Where it runs.</param>
    /// <param name="patience">How long it may run; some minutes by default.</param>
    public PromoterProcess Promoter(string workingDirectory = "/", TimeSpan? patience = null)
    {
        var promoter = new PromoterProcess
        {
            WorkingDirectory = workingDirectory,
            Patience = patience ?? PromoterProcess.DefaultPatience,
        };
        return promoter.WithAwsKey("AKIA" + ProductionId).Guarding(() => server.IssuedPasswords);
    }

    public Task<ProcessResult> GenerateAsync(Overlay overlay) =>
        Promoter().RunAsync("generate", "--config", overlay.ConfigurationPath, overlay.Path);

    /// <summary>Strikes every download of a layer, or the first ones.</summary>
    public void BreakLayers(string name, FaultAction action, int times = int.MaxValue) =>
        Faults.Add(new Fault { Name = name, Action = action, Operation = "LayerDownload", Times = times });

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
