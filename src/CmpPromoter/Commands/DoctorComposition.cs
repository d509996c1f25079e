using CmpPromoter.Configuration;
using CmpPromoter.Doctor;
using CmpPromoter.Ecr;
using CmpPromoter.Iam;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using Microsoft.Extensions.Logging.Abstractions;

namespace CmpPromoter.Commands;

/// <summary>Says <c>new</c> for what <c>doctor</c> looks with: registries that are asked once and repeat nothing.</summary>
internal sealed class DoctorComposition(
    PromotionOptions options, ProcessEnvironment environment, Probing probing, TimeProvider time) : IDisposable
{
    /// <summary>Asked in parallel, of each registry; more would run into ECR's quotas of the permissions that are asked for.</summary>
    private const int MaxRepositories = 10;

    private const int MaxConnections = 8;

    private readonly EcrClientFactory clients = new();
    private readonly RegistryBuilder registries =
        new(environment.ApplicationName, SearchPath.Of(environment, overlay: null), MaxConnections, time, NullLoggerFactory.Instance);

    private readonly List<IDisposable> owned = [];

    /// <summary>The looks at every registry, each under a heading of its own.</summary>
    /// <param name="used">The destination repositories that an overlay uses; absent: those that the configuration names.</param>
    public IEnumerable<Func<CancellationToken, Task<ImmutableArray<Finding>>>> Registries(ImmutableArray<RepositoryName>? used)
    {
        var selection = new SourceSelection(options.Sources);
        var names = used ?? [.. options.Sources.SelectMany(source => source.Repositories).Where(IsName).Select(RepositoryName.Parse).Distinct()];
        yield return Look(options.Destination, ActionPlace.Destination, names, used is not null, options.CreateRepositories);
        foreach (var source in options.Sources)
        {
            ImmutableArray<RepositoryName> there = [.. names.Select(selection.Find)
                .OfType<SelectedSource>()
                .Where(selected => selected.Source == source)
                .Select(selected => selected.Repository)];
            yield return Look(source.Registry, ActionPlace.Source, there, used is not null, creation: null);
        }
    }

    public void Dispose()
    {
        owned.ForEach(one => one.Dispose());
        registries.Dispose();
    }

    private Func<CancellationToken, Task<ImmutableArray<Finding>>> Look(
        RegistryOptions registry,
        ActionPlace place,
        ImmutableArray<RepositoryName> repositories,
        bool isByOverlay,
        RepositoryCreationOptions? creation)
    {
        var subject = $"{(place is ActionPlace.Source ? "source" : "destination")} {registry.Host}";
        ImmutableArray<RepositoryName> first = [.. repositories.Take(MaxRepositories)];
        var unnamed = isByOverlay
            ? Finding.Note(subject, "no repository was looked at: the overlay uses none of this registry")
            : Finding.Doubtful(subject, "no repository was looked at: the configuration names no single one", "Say which with --overlay PATH");
        var reach = new Reach { Subject = subject, Probing = probing, Time = time, Ping = BuildPing(registry) };
        Func<CancellationToken, Task<ImmutableArray<Finding>>> look = registry.Ecr is { } name
            ? BuildEcr(subject, registry, name, place, creation, first, unnamed, reach).RunAsync
            : new OciExamination
            {
                Subject = subject,
                Probing = probing,
                Reach = reach,
                Registry = registries.Build(registry, null),
                Repositories = first,
                IsDestination = place is ActionPlace.Destination,
                Unnamed = unnamed,
            }.RunAsync;
        var rest = repositories.Length - first.Length;
        return rest == 0 ? look : async token =>
            [.. await look(token), Finding.Note(subject, $"{rest} further repositories were not looked at")];
    }

    private EcrExamination BuildEcr(
        string subject,
        RegistryOptions registry,
        EcrHostName name,
        ActionPlace place,
        RepositoryCreationOptions? creation,
        ImmutableArray<RepositoryName> repositories,
        Finding unnamed,
        Reach reach)
    {
        var key = EcrClientKey.Of(registry);
        var client = clients.Create(key, environment.ApplicationName);
        var sts = clients.CreateTokenService(key, environment.ApplicationName);
        owned.Add(client);
        owned.Add(sts);
        var caller = new EcrCaller(registry.Host, RequestPaces.None, RetryPolicy.Once(time), time);
        return new EcrExamination
        {
            Subject = subject,
            Place = place,
            Probing = probing,
            Reach = reach,
            Identity = new AwsIdentity(sts, registry.Host, time),
            Control = new EcrControlPlane(client, registry.Host, name.AccountId, caller, NullLogger<EcrControlPlane>.Instance),
            Repository = new RepositoryExamination
            {
                Subject = subject,
                Place = place,
                Host = registry.Host,
                Probing = probing,
                Probes = new EcrProbes(client, registry.Host, name.AccountId, caller),
                Creation = creation,
            },
            Repositories = repositories,
            Unnamed = unnamed,
            RoleArn = registry.RoleArn,
        };
    }

    private RegistryPing BuildPing(RegistryOptions registry)
    {
        var site = RegistryBuilder.SiteOf(registry);
        var http = new HttpMessageInvoker(RegistryHttp.CreateHandler(site, registry.CaFile, MaxConnections));
        owned.Add(http);
        return new RegistryPing(site, http, time);
    }

    private static bool IsName(string glob) => RepositoryName.TryParse(glob, out _, out _);
}
