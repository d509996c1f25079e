using CmpPromoter.Oci;

namespace CmpPromoter.Configuration;

/// <summary>Turns the file's tree into options: the top level, and what concerns more than one registry.</summary>
internal sealed class PromotionBinder(ConfigFaults faults, string folder)
{
    private static readonly ImmutableArray<string> Keys =
        ["apiVersion", "kind", "destination", "sources", "render", "images", "copy", "policy", "daemon"];

    private static readonly ImmutableArray<string> SourceKeys = [.. RegistryBinder.Keys, "repositories", "rename"];

    private readonly RegistryBinder registries = new(folder);

    /// <returns><c>null</c> when a registry cannot be made out; the faults then say why.</returns>
    public PromotionOptions? Bind(ConfigMapping root)
    {
        var top = new ConfigSection(root, "", Keys, faults);
        RequireConstant(top, "apiVersion", "cmp-promoter/v1");
        RequireConstant(top, "kind", "Promotion");

        var destinationSection = top.Section("destination", [.. RegistryBinder.Keys, "createRepositories"]);
        if (!top.Has("destination"))
        {
            top.Refuse(
                "destination", "missing; name the registry that images are copied to: destination: {registry: host}");
        }

        var destination = destinationSection is null ? null : registries.Bind(destinationSection);
        var creation = destinationSection is null
            ? null
            : new RepositoryCreationBinder(folder).Bind(destinationSection, destination?.Type ?? RegistryType.Ecr);
        var sources = BindSources(top, destination?.Host);
        var render = ProgramBinder.BindRender(top);
        var images = ProgramBinder.BindImages(top);
        var copy = ProgramBinder.BindCopy(top);
        var policy = PolicyBinder.Bind(top);
        var daemon = DaemonBinder.Bind(top);
        return destination is null
            ? null
            : new PromotionOptions
            {
                Destination = destination,
                CreateRepositories = creation,
                Sources = sources,
                Render = render,
                Images = images,
                Copy = copy,
                Policy = policy,
                Daemon = daemon,
            };
    }

    private static void RequireConstant(ConfigSection section, string key, string constant)
    {
        if (!section.Has(key))
        {
            section.Refuse(key, $"missing; write {key}: {constant}");
        }
        else if (section.Text(key) is { } text && text != constant)
        {
            section.Refuse(key, $"{ConfigFaults.Show(text)}: valid: {constant}");
        }
    }

    private ImmutableArray<SourceOptions> BindSources(ConfigSection top, RegistryHost? destination)
    {
        var sections = top.Sections("sources", SourceKeys);
        if (!top.Has("sources") || sections is { Length: 0 })
        {
            top.Refuse(
                "sources",
                "names no source; name the registries that images are copied from: sources: [{registry: host}]");
        }

        var sources = ImmutableArray.CreateBuilder<SourceOptions>();
        var servesAll = false;
        foreach (var section in sections ?? [])
        {
            if (servesAll)
            {
                section.Refuse(
                    "repositories",
                    "this source would never be asked: one before it serves every repository; "
                    + "give that one narrower repositories, or put it last");
            }

            if (BindSource(section, destination) is { } source)
            {
                servesAll |= source.Repositories.Contains(RepositoryGlob.All);
                sources.Add(source);
            }
        }

        return sources.ToImmutable();
    }

    private SourceOptions? BindSource(ConfigSection section, RegistryHost? destination)
    {
        var registry = registries.Bind(section);
        var globs = section.Texts("repositories", RepositoryGlob.Refuse);
        if (globs is { Length: 0 })
        {
            section.Refuse(
                "repositories",
                "an empty sequence serves no repository; write globs such as [\"team-a/**\"], or remove the key");
        }

        var rename = BindRename(section);
        if (registry is null)
        {
            return null;
        }

        if (registry.Host == destination && !section.Has("rename"))
        {
            section.Refuse("registry", $"{ConfigFaults.Show(registry.Host.ToString())}: the destination itself; "
                + "an image can be copied within a registry only with rename");
        }

        return new SourceOptions { Registry = registry, Repositories = globs ?? [RepositoryGlob.All], Rename = rename };
    }

    private static RenameOptions? BindRename(ConfigSection source)
    {
        if (source.Section("rename", ["prefix", "with"]) is not { } section)
        {
            return null;
        }

        foreach (var key in (string[])["prefix", "with"])
        {
            if (!section.Has(key))
            {
                section.Refuse(
                    key, "missing; write how the name begins at the destination (prefix) and at the source (with)");
            }
            else if (section.TextOrEmpty(key) is { } text && RepositoryGlob.RefusePrefix(text) is { } reason)
            {
                section.Refuse(key, $"{ConfigFaults.Show(text)}: {reason}");
            }
        }

        if (section.TextOrEmpty("prefix") is not { } prefix || section.TextOrEmpty("with") is not { } with)
        {
            return null;
        }

        if (prefix == with)
        {
            section.Refuse("with", $"{ConfigFaults.Show(with)}: the same as prefix renames nothing; remove rename");
        }

        return new RenameOptions(prefix, with);
    }
}
