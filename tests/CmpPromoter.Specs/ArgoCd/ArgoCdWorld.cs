using CmpPromoter.ArgoCd;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Identity;
using CmpPromoter.LocalEcr.Log;
using CmpPromoter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Specs.ArgoCd;

/// <summary>
/// Two accounts' ECR, a Git checkout, and the program behind the repository's own plugin.yaml in an emulated Argo CD. The
/// sidecar has what the image has: kustomize and no kubectl, the role of the examples, nothing of the machine's environment.
/// </summary>
internal sealed class ArgoCdWorld : IAsyncDisposable
{
    public const string Destination = "222222222222.dkr.ecr.us-east-1.amazonaws.com";
    public const string SourceAccount = "111111111111";
    public const string DestinationAccount = "222222222222";
    private const string AccessKeyId = "AKIAROLEOFPROMOTER00";
    private const string ProgramOfImage = "/usr/local/bin/cmp-promoter";
    private const string Secret = "secret-of-the-test";
    private readonly TemporaryDirectory directory = new();

    private ArgoCdWorld(LocalEcrServer ecr, TimeProvider time)
    {
        Ecr = ecr;
        Time = time;
    }

    public LocalEcrServer Ecr { get; }

    /// <summary>Argo CD's clock, which stands still unless a spec turns it: a slow machine is no reason to kill a render.</summary>
    public TimeProvider Time { get; }

    public EcrAccount Source => Ecr.Account(SourceAccount);

    public EcrAccount TheDestination => Ecr.Account(DestinationAccount);

    public CmpServer Plugins { get; private set; } = null!; // StartAsync sets it before anybody sees this.

    /// <summary>The repo server that asks the plugin.</summary>
    public RepoServer Argo { get; private set; } = null!; // StartAsync sets it, too.

    /// <summary>The second container of the pod; absent where the sidecar does all itself.</summary>
    public RunningPromoter? Daemon { get; private set; }

    /// <summary>What an application author's repository looks like at the commit.</summary>
    public string Checkout => Path.Combine(directory.Path, "checkout");

    /// <param name="copy">The copy section of promotion.yaml; the program's own clock is the machine's.</param>
    /// <param name="options">The registries; two accounts by default.</param>
    /// <param name="time">Argo CD's clock.</param>
    /// <param name="policy">The policy section of promotion.yaml.</param>
    /// <param name="withDaemon">As in the patch: the daemon has the role, and the sidecar has nothing but its socket.</param>
    public static async Task<ArgoCdWorld> StartAsync(
        string copy = "{budget: 5m}",
        LocalEcrOptions? options = null,
        TimeProvider? time = null,
        string policy = "{}",
        bool withDaemon = false)
    {
        var key = new AccessKey(AccessKeyId, "arn:aws:iam::222222222222:role/cmp-promoter");
        var world = new ArgoCdWorld(await LocalEcrServer.StartAsync((options ?? new LocalEcrOptions()) with
        {
            Accounts = [new EcrAccountOptions { Id = SourceAccount }, new EcrAccountOptions { Id = DestinationAccount, AccessKeys = [key] }],
        }), time ?? new FakeTimeProvider());
        var configuration = world.Configure(copy, policy);
        world.Plugins = world.CreateServer(configuration, withDaemon ? world.SocketVariables : RoleVariables);
        world.Argo = new RepoServer(world.Plugins, new RepoServerOptions(), world.Time);
        if (withDaemon)
        {
            await world.ServeAsync(configuration);
        }

        return world;
    }

    /// <summary>With the application <see cref="Shop"/>; the source has shop/api:2.4.0.</summary>
    /// <param name="policy">The policy section of promotion.yaml.</param>
    /// <param name="image">The tag of shop/api that the application's overlay names.</param>
    public static async Task<ArgoCdWorld> StartShopAsync(string policy = "{}", string image = "2.4.0")
    {
        var world = await StartAsync(policy: policy);
        world.Offer("shop/api", "2.4.0");
        world.Commit("overlays/production", $"shop/api:{image}");
        return world;
    }

    /// <summary>A repository in both accounts, its images at the source and the source's policy as in the examples.</summary>
    public void Offer(string repository, string tag, LocalEcr.Seeding.ImageSpec? spec = null)
    {
        Source.PushImage(repository, tag, spec);
        Source.SetRepositoryPolicy(
            repository, File.ReadAllText(Repository.File("argocd-repo-server-patch/examples/iam/source-repository-policy.json")));
        if (TheDestination.FindRepository(repository) is null)
        {
            TheDestination.CreateRepository(repository, new RepositoryOptions { TagMutability = TagMutability.Immutable });
        }
    }

    /// <summary>An overlay whose one Deployment has a container per image.</summary>
    public void Commit(string path, params string[] images)
    {
        directory.Write($"checkout/{path}/kustomization.yaml", "resources: [deployment.yaml]\n");
        directory.Write($"checkout/{path}/deployment.yaml", $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: {{Path.GetFileName(path)}}}
            spec:
              template:
                spec:
                  containers:
            {{string.Join('\n', images.Select((image, n) => $"      - {{name: c{n}, image: \"{Destination}/{image}\"}}"))}}
            """);
    }

    /// <summary>The application whose overlay is overlays/production.</summary>
    public ManifestRequest Shop => Application("shop", "overlays/production");

    public ManifestRequest Application(string name, string path) => new()
    {
        Checkout = Checkout,
        Path = path,
        Application = name,
        Project = "team-a",
    };

    /// <summary>Requests to the source account, of whatever kind.</summary>
    public int SourceRequests() =>
        Ecr.Log.Count(entry => entry.AccountId == SourceAccount || entry.Origin is AccessOrigin.Layer);

    public async ValueTask DisposeAsync()
    {
        var passwords = Ecr.IssuedPasswords;
        await Argo.DisposeAsync();
        await Plugins.DisposeAsync();
        if (Daemon is { Ended.IsCompleted: false })
        {
            await Daemon.SignalAsync("KILL");
            await Daemon.Ended;
        }

        await Ecr.DisposeAsync();
        directory.Dispose();
        Canary.AssertSilent(passwords, string.Join('\n', Plugins.Log));
    }

    private static ImmutableDictionary<string, string> RoleVariables => new Dictionary<string, string>
    {
        ["AWS_ACCESS_KEY_ID"] = AccessKeyId,
        ["AWS_SECRET_ACCESS_KEY"] = Secret,
        ["AWS_EC2_METADATA_DISABLED"] = "true",
    }.ToImmutableDictionary();

    private ImmutableDictionary<string, string> SocketVariables =>
        ImmutableDictionary<string, string>.Empty.Add("CMP_PROMOTER_SOCKET", Path.Combine(directory.Path, "promoter.sock"));

    /// <returns>The path of promotion.yaml.</returns>
    private string Configure(string copy, string policy) => directory.Write("promotion.yaml", $"""
        apiVersion: cmp-promoter/v1
        kind: Promotion
        destination:
          registry: {Destination}
          endpoint: {Ecr.RegistryEndpoint(DestinationAccount)}
          apiEndpoint: {Ecr.ApiEndpoint}
        sources:
        - registry: 111111111111.dkr.ecr.us-east-1.amazonaws.com
          endpoint: {Ecr.RegistryEndpoint(SourceAccount)}
          apiEndpoint: {Ecr.ApiEndpoint}
        copy: {copy}
        policy: {policy}
        """);

    private CmpServer CreateServer(string configuration, ImmutableDictionary<string, string> variables) => new(
        new CmpServerOptions
        {
            Plugin = PluginDefinition.Read(Repository.File("plugin.yaml")),
            Programs = ImmutableDictionary<string, string>.Empty.Add(ProgramOfImage, PromoterProcess.Binary),
            TemporaryDirectory = directory.Path,
            Environment = variables.SetItems(new Dictionary<string, string>
            {
                ["PATH"] = KustomizeOnly(),
                ["HOME"] = directory.Path,
                ["CMP_PROMOTER_CONFIG"] = configuration,
            }),
        },
        Time);

    private async Task ServeAsync(string configuration)
    {
        var process = new PromoterProcess { Patience = TimeSpan.FromMinutes(15) };
        foreach (var (name, value) in SocketVariables.AddRange(RoleVariables))
        {
            process.With(name, value);
        }

        Daemon = process.Guarding(() => Ecr.IssuedPasswords)
            .Start("serve", "--config", configuration, "--listen", "127.0.0.1:0");
        await Daemon.SaysAsync("serving renders at ");
    }

    /// <summary>A PATH with kustomize alone: kubectl's, under the name and with the verb that the image has.</summary>
    private string KustomizeOnly()
    {
        var kustomize = directory.Write("bin/kustomize", $"#!/bin/sh\nshift\nexec {ExternalTool.Kubectl()} kustomize \"$@\"\n");
        File.SetUnixFileMode(kustomize, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return Path.GetDirectoryName(kustomize)!; // It was written into bin.
    }
}
