using System.Text.RegularExpressions;
using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Rendering.Parameters;

/// <summary>
/// Reads ARGOCD_APP_PARAMETERS, the JSON of an Application's <c>spec.source.plugin.parameters</c>. Everything in it is the
/// author's: what is not one of the options below is refused, so that a mistyped name is not a silent nothing.
/// </summary>
/// <remarks>PARAM_* hold the same and are not read: their names collide once they are made fit for variables.</remarks>
internal static partial class ParameterReader
{
    public const string Variable = "ARGOCD_APP_PARAMETERS";

    /// <summary>Every parameter, with the kind of collection that plugin.yaml announces.</summary>
    public static readonly ImmutableSortedDictionary<string, ParameterKind> Kinds = new Dictionary<string, ParameterKind>
    {
        ["images"] = ParameterKind.Array,
        ["namePrefix"] = ParameterKind.String,
        ["nameSuffix"] = ParameterKind.String,
        ["namespace"] = ParameterKind.String,
        ["replicas"] = ParameterKind.Map,
        ["commonLabels"] = ParameterKind.Map,
        ["commonAnnotations"] = ParameterKind.Map,
        ["components"] = ParameterKind.Array,
        ["patches"] = ParameterKind.Array,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    private const int MaxNamespaceChars = 63;

    /// <exception cref="PromoterException">A parameter is unknown or cannot be used.</exception>
    public static RenderParameters Read(ProcessEnvironment environment) =>
        environment.Find(Variable) is { } json ? Parse(json) : RenderParameters.None;

    /// <exception cref="PromoterException">A parameter is unknown or cannot be used.</exception>
    public static RenderParameters Parse(string json)
    {
        var given = ParameterDocument.Read(json);
        return new RenderParameters
        {
            NamePrefix = given.Text("namePrefix"),
            NameSuffix = given.Text("nameSuffix"),
            Namespace = RequireNamespace(given.Text("namespace")),
            Images = [.. given.List("images").Select(ParseImage)],
            Replicas = RequireCounts(given.Map("replicas")),
            CommonLabels = given.Map("commonLabels"),
            CommonAnnotations = given.Map("commonAnnotations"),
            Components = given.List("components"),
            Patches = [.. given.List("patches").Select(ParsePatch)],
        };
    }

    private static string? RequireNamespace(string? text) =>
        text is null || (text.Length <= MaxNamespaceChars && DnsLabel().IsMatch(text))
            ? text
            : throw ParameterFault.Of("namespace", $"{ParameterFault.Show(text)} is no name of a namespace; write lower-case letters, digits and '-'.");

    private static ImageOverride ParseImage(string text, int index) => ImageOverride.TryParse(text, out var image)
        ? image
        : throw ParameterFault.Of($"images[{index}]", $"{ParameterFault.Show(text)} is no image override; write {ImageOverride.Forms}.");

    private static ImmutableSortedDictionary<string, string> RequireCounts(ImmutableSortedDictionary<string, string> counts)
    {
        foreach (var (name, count) in counts.Where(pair => !Count().IsMatch(pair.Value)))
        {
            throw ParameterFault.Of($"replicas.{name}", $"{ParameterFault.Show(count)} is no count; write a whole number such as \"3\".");
        }

        return counts;
    }

    private static YamlMapping ParsePatch(string text, int index)
    {
        const string Valid = "write a mapping with path or patch, and target, as in a kustomization's patches";
        var name = $"patches[{index}]";
        if (YamlDocument.TryRead(text, out var root, out var reason) is false)
        {
            throw ParameterFault.Of(name, $"it is not YAML ({reason}); {Valid}.");
        }

        if (root is not YamlMapping patch)
        {
            throw ParameterFault.Of(name, $"{ParameterFault.Show(text)} is no patch; {Valid}.");
        }

        var unknown = patch.Keys.FirstOrDefault(key => key is not ("path" or "patch" or "target" or "options"));
        if (unknown is not null)
        {
            throw ParameterFault.Of(name, $"{ParameterFault.Show(unknown)} is no key of a patch; {Valid}.");
        }

        // An anchor of the same name in the kustomization would mean something else from there on.
        return patch.HasAnchors ? throw ParameterFault.Of(name, $"it has an anchor or an alias; {Valid}, written out.") : patch;
    }

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]*[a-z0-9])?\z")]
    private static partial Regex DnsLabel();

    [GeneratedRegex(@"\A[0-9]{1,9}\z")]
    private static partial Regex Count();
}

/// <summary>What a parameter holds, in plugin.yaml's words.</summary>
internal enum ParameterKind
{
    String,
    Array,
    Map,
}
