using System.Text.RegularExpressions;

namespace CmpPromoter.Configuration;

/// <summary>Reads what the program itself does: render, images and copy; every key has a default.</summary>
internal static partial class ProgramBinder
{
    // Below Argo CD's 60 s for a whole render, with room for the Git work that is paid from the same account.
    private static readonly TimeSpan DefaultBudget = TimeSpan.FromSeconds(45);

    private const int DefaultConcurrency = 8;

    private static readonly ImmutableArray<(string Name, SweepMode Value)> SweepModes =
        [("warn", SweepMode.Warn), ("ensure", SweepMode.Ensure), ("off", SweepMode.Off)];

    // The one renderer there is; the key exists so that a file can say it and a later one can differ.
    private static readonly ImmutableArray<(string Name, bool Value)> Tools = [("kustomize", true)];

    private static readonly ImmutableArray<(string Name, ArtifactMode Value)> ArtifactModes =
        [("true", ArtifactMode.Copy), ("false", ArtifactMode.Leave), ("require", ArtifactMode.Require)];

    public static RenderOptions BindRender(ConfigSection top)
    {
        var section = top.Section("render", ["tool", "buildOptions", "passEnvironment"]);
        section?.OneOf("tool", Tools);
        return new RenderOptions
        {
            BuildOptions = section?.Texts("buildOptions", BuildOptionRules.Refuse) ?? [],
            PassEnvironment = section?.Texts("passEnvironment", RefuseVariable) ?? [],
        };
    }

    public static ImageOptions BindImages(ConfigSection top)
    {
        var section = top.Section("images", ["fields", "sweep"]);
        var fields = section?.Sections("fields", ["kind", "group", "path"]) ?? [];
        return new ImageOptions
        {
            Fields = [.. fields.Select(BindField)],
            Sweep = section?.OneOf("sweep", SweepModes) ?? SweepMode.Warn,
        };
    }

    public static CopyOptions BindCopy(ConfigSection top)
    {
        var section = top.Section("copy", ["budget", "concurrency", "artifacts"]);
        return new CopyOptions
        {
            Budget = section?.Text("budget", ConfigDuration.Refuse) is { } budget
                ? ConfigDuration.Find(budget) ?? DefaultBudget
                : DefaultBudget,
            Concurrency = section?.Integer("concurrency", 1, 64) ?? DefaultConcurrency,
            Artifacts = section?.OneOf("artifacts", ArtifactModes) ?? ArtifactMode.Copy,
        };
    }

    private static ImageFieldOptions BindField(ConfigSection section)
    {
        if (!section.Has("kind"))
        {
            section.Refuse("kind", "missing; write the resource's kind, such as Kafka");
        }

        if (!section.Has("path"))
        {
            section.Refuse("path", "missing; write the keys from the resource's root, such as spec/kafka/image");
        }

        var path = section.Text("path", text => text.Split('/').Contains("")
            ? "write keys between single slashes, such as spec/kafka/image"
            : null);
        return new ImageFieldOptions
        {
            Kind = section.Text("kind") ?? "",
            Group = section.Text("group"),
            Path = path is null ? [] : [.. path.Split('/')],
        };
    }

    private static string? RefuseVariable(string name)
    {
        if (name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase))
        {
            return "AWS credentials never reach kustomize, which works on files of others; remove it";
        }

        return VariableName().IsMatch(name)
            ? null
            : "write the name of one environment variable, without $ and without value";
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex VariableName();
}
