using CmpPromoter.Diagnostics;

namespace CmpPromoter.Rendering.Parameters;

/// <summary>
/// Does to a kustomization what <c>kustomize edit set</c> and <c>edit add</c> do to its file: sets, merges by name, appends.
/// Which of it makes sense is for kustomize to say.
/// </summary>
/// <remarks>https://github.com/kubernetes-sigs/kustomize/tree/master/kustomize/commands/edit</remarks>
internal sealed class KustomizationEditor(RenderParameters parameters)
{
    private static readonly Comparer<KeyValuePair<string, YamlNode>> ByName =
        Comparer<KeyValuePair<string, YamlNode>>.Create((left, right) => string.CompareOrdinal(left.Key, right.Key));

    /// <exception cref="PromoterException">The kustomization writes an option in a form that nothing can be added to.</exception>
    public YamlMapping Edit(YamlMapping kustomization)
    {
        var edited = kustomization;
        edited = Set(edited, "namePrefix", parameters.NamePrefix);
        edited = Set(edited, "nameSuffix", parameters.NameSuffix);
        edited = Set(edited, "namespace", parameters.Namespace);
        edited = SetImages(edited);
        edited = SetReplicas(edited);
        edited = Merge(edited, "commonLabels", parameters.CommonLabels);
        edited = Merge(edited, "commonAnnotations", parameters.CommonAnnotations);
        var listed = Items(edited, "components").OfType<YamlScalar>().Select(item => item.Event.Value).ToHashSet();
        edited = Append(edited, "components", parameters.Components.Where(listed.Add).Select(YamlScalar.Quoted));
        return Append(edited, "patches", parameters.Patches);
    }

    private static YamlMapping Set(YamlMapping kustomization, string key, string? value) =>
        value is null ? kustomization : kustomization.With(key, YamlScalar.Quoted(value));

    private YamlMapping SetImages(YamlMapping kustomization)
    {
        if (parameters.Images.IsEmpty)
        {
            return kustomization;
        }

        var existing = Items(kustomization, "images").OfType<YamlMapping>().ToLookup(image => image.Text("name"));
        return SetByName(kustomization, "images", parameters.Images.Select(image =>
        {
            var old = existing[image.Name].FirstOrDefault();
            var parts = new List<KeyValuePair<string, YamlNode>> { KeyValuePair.Create("name", (YamlNode)YamlScalar.Quoted(image.Name)) };
            foreach (var (key, value) in new[] { ("newName", image.NewName), ("newTag", image.NewTag), ("digest", image.Digest) })
            {
                if ((value == ImageOverride.Keep ? old?.Text(key) : value) is { } text)
                {
                    parts.Add(KeyValuePair.Create(key, (YamlNode)YamlScalar.Quoted(text)));
                }
            }

            return KeyValuePair.Create(image.Name, (YamlNode)YamlMapping.Of(parts));
        }));
    }

    private YamlMapping SetReplicas(YamlMapping kustomization) => parameters.Replicas.IsEmpty
        ? kustomization
        : SetByName(kustomization, "replicas", parameters.Replicas.Select(pair => KeyValuePair.Create(
            pair.Key,
            (YamlNode)YamlMapping.Of(
            [
                KeyValuePair.Create("name", (YamlNode)YamlScalar.Quoted(pair.Key)),
                KeyValuePair.Create("count", (YamlNode)YamlScalar.Plain(pair.Value)),
            ]))));

    /// <summary>Of one name the last that is set counts, else the first that is there; in the order of the names, as the edit commands leave them.</summary>
    private static YamlMapping SetByName(YamlMapping kustomization, string key, IEnumerable<KeyValuePair<string, YamlNode>> set)
    {
        var byName = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach (var (name, item) in set)
        {
            byName[name] = item;
        }

        var nameless = new List<YamlNode>();
        foreach (var item in Items(kustomization, key))
        {
            if (item is YamlMapping mapping && mapping.Text("name") is { } name)
            {
                byName.TryAdd(name, item);
            }
            else
            {
                nameless.Add(item); // kustomize will say what it thinks of it.
            }
        }

        return kustomization.With(key, YamlSequence.Of([.. byName.Order(ByName).Select(pair => pair.Value), .. nameless]));
    }

    private static YamlMapping Merge(YamlMapping kustomization, string key, ImmutableSortedDictionary<string, string> values)
    {
        if (values.IsEmpty)
        {
            return kustomization;
        }

        var merged = kustomization.Find(key) switch
        {
            null or YamlScalar { IsNull: true } => YamlMapping.Of([]),
            YamlMapping mapping => mapping,
            _ => throw Unfit(key, "a mapping"),
        };
        return kustomization.With(
            key, values.Aggregate(merged, (mapping, pair) => mapping.With(pair.Key, YamlScalar.Quoted(pair.Value))));
    }

    private static YamlMapping Append(YamlMapping kustomization, string key, IEnumerable<YamlNode> items)
    {
        ImmutableArray<YamlNode> added = [.. items];
        return added.IsEmpty
            ? kustomization
            : kustomization.With(key, YamlSequence.Of([.. Items(kustomization, key), .. added]));
    }

    private static ImmutableArray<YamlNode> Items(YamlMapping kustomization, string key) => kustomization.Find(key) switch
    {
        null or YamlScalar { IsNull: true } => [],
        YamlSequence sequence => sequence.Items,
        _ => throw Unfit(key, "a list"),
    };

    private static PromoterException Unfit(string key, string form) => ParameterFault.Of(
        key, $"the kustomization's own {key} is not written as {form}, so nothing can be added to it; write it as {form}.");
}
