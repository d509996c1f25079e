using CmpPromoter.Configuration;
using CmpPromoter.Oci;

namespace CmpPromoter.Iam;

/// <summary>What a configuration uses of ECR: the destination, absent where it is no ECR, and the sources that are.</summary>
internal sealed record IamAccess
{
    public required Access? Destination { get; init; }

    public required ImmutableArray<Access> Sources { get; init; }

    public IEnumerable<Access> All => Destination is null ? Sources : Sources.Prepend(Destination);

    /// <param name="options">The configuration.</param>
    /// <param name="podRole">The role of the registries without one of their own.</param>
    /// <param name="repositories">The destination repositories that matter; absent: all that the sources serve.</param>
    public static IamAccess Of(PromotionOptions options, RoleArn podRole, ImmutableArray<RepositoryName>? repositories)
    {
        var selection = new SourceSelection(options.Sources);
        var selected = repositories?.Select(selection.Find).OfType<SelectedSource>().ToList();
        return new IamAccess
        {
            Destination = Find(
                options.Destination,
                podRole,
                repositories?.Select(name => name.ToString()) ?? options.Sources.SelectMany(EcrResources.AtDestination)),
            Sources = [.. options.Sources
                .Select(source => Find(
                    source.Registry,
                    podRole,
                    selected?.Where(one => one.Source == source).Select(one => one.Repository.ToString()) ?? EcrResources.AtSource(source)))
                .OfType<Access>()],
        };
    }

    private static Access? Find(RegistryOptions registry, RoleArn podRole, IEnumerable<string> repositories)
    {
        ImmutableArray<string> names = [.. repositories];
        return registry.Ecr is null || names.IsEmpty
            ? null
            : new Access(registry, registry.RoleArn is { } arn ? RoleArn.Parse(arn) : podRole, registry.ExternalId, names);
    }
}
