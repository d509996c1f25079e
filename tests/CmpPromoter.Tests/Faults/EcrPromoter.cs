using Amazon.Runtime;
using CmpPromoter.Commands;
using CmpPromoter.Configuration;
using CmpPromoter.Copying;
using CmpPromoter.Diagnostics;
using CmpPromoter.Ecr;
using CmpPromoter.LocalEcr;
using CmpPromoter.Oci;
using CmpPromoter.Overlays;
using CmpPromoter.Policy;
using CmpPromoter.Promotion;
using CmpPromoter.Registry;
using CmpPromoter.Tests.Ecr;
using CmpPromoter.Tests.Fakes;
using CmpPromoter.Tests.Registry;

namespace CmpPromoter.Tests.Faults;

/// <summary>
/// The program from plan to copy, as one process holds it: registries of type ecr with their tokens and connections.
/// Its delays take no time, and silence ends when a test says so.
/// </summary>
internal sealed class EcrPromoter : IDisposable
{
    private readonly LocalEcrServer server;
    private readonly EcrPaces? paces;
    private readonly List<IDisposable> owned = [];
    private readonly Planner planner;
    private readonly PlanRunner runner;

    /// <param name="server">Has both accounts.</param>
    /// <param name="creation">How missing repositories are created; absent: not.</param>
    /// <param name="roleArn">The role to take on at both sides; absent: the user of the destination's account.</param>
    /// <param name="paces">Keep requests to both accounts below their quotas; absent: nothing does.</param>
    /// <param name="copierTime">By which repositories wait for each other; absent: the system's.</param>
    public EcrPromoter(
        LocalEcrServer server,
        RepositoryCreationOptions? creation = null,
        string? roleArn = null,
        EcrPaces? paces = null,
        TimeProvider? copierTime = null)
    {
        this.server = server;
        this.paces = paces;
        var source = Build(TwoAccounts.SourceId, null, roleArn);
        var destination = Build(TwoAccounts.DestinationId, creation, roleArn);
        var options = TestOptions.Source(source.Host);
        var registries = ImmutableDictionary<SourceOptions, IRegistry>.Empty.Add(options, source);
        var finder = new SourceFinder(new SourceSelection([options]), registries, destination.Host, TimeProvider.System);
        var gate = new PromotionGate(new PolicyOptions { Projects = [] });
        planner = new Planner(destination, finder, gate, SweepMode.Warn);
        var copier = new ImageCopier(destination, concurrency: 8, ArtifactMode.Copy, copierTime ?? TimeProvider.System);
        owned.Add(copier);
        var copies = new ImageFlights(copier, FlightRules.OfOneRun, TimeProvider.System, Logger);
        runner = new PlanRunner(destination, copies, FlightRules.OfOneRun, TimeProvider.System);
    }

    public RecordingLogger<PlanRunner> Logger { get; } = new();

    public SkippingTimeProvider Time { get; } = new();

    public Task<PromotionPlan> PlanAsync(params string[] images) =>
        planner.PlanAsync([.. images.Select(Plans.Use)], Caller.Unnamed, TestContext.Current.CancellationToken);

    public async Task<PromotionReport> PromoteAsync(params string[] images) =>
        await PromoteAsync(await PlanAsync(images));

    public async Task<PromotionReport> PromoteAsync(PromotionPlan plan)
    {
        using var budget = new TimeBudget(
            Timeout.InfiniteTimeSpan, TimeProvider.System, TestContext.Current.CancellationToken);
        return await runner.RunAsync(plan, Caller.Unnamed, new SilentObserver(), budget);
    }

    public void Dispose() => owned.ForEach(one => one.Dispose());

    private EcrRegistry Build(string accountId, RepositoryCreationOptions? creation, string? roleArn)
    {
        var host = RegistryHost.Parse(server.Account(accountId).RegistryName);
        var factory = new EcrClientFactory(
            new BasicAWSCredentials("AKIA" + TwoAccounts.DestinationId, "secret-of-the-test"), server.StsEndpoint, time: Time);
        var options = ScriptedAws.Options(host) with { ApiEndpoint = server.ApiEndpoint, RoleArn = roleArn };
        var client = factory.Create(EcrClientKey.Of(options), "test");
        var accountPaces = paces?.Of(EcrHostName.Find(host)!) ?? RequestPaces.None; // LocalEcr's names are ECR's.
        var caller = ScriptedAws.Caller(accountPaces, Time, host);
        var control = new EcrControlPlane(client, host, accountId, caller, new RecordingLogger<EcrControlPlane>());
        var tokens = new EcrTokenSource(control, Time, new RecordingLogger<EcrTokenSource>());
        var site = new RegistrySite(host, server.RegistryEndpoint(accountId));
        var http = new HttpMessageInvoker(RegistryHttp.CreateHandler(site, caFile: null, maxConnections: 16));
        owned.Add(http);
        owned.Add(client);
        var data = new OciRegistry(
            site, http, tokens, new Patience(), Time, () => 0.5, new RecordingLogger<OciRegistry>(), accountPaces);
        return new EcrRegistry(data, control, creation);
    }
}
