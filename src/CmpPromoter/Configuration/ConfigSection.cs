using System.Globalization;

namespace CmpPromoter.Configuration;

/// <summary>
/// One mapping of the file, asked key by key. What is absent or cannot be used is <c>null</c>; what cannot be used has
/// been reported, so a caller goes on and the file's faults are found in one pass.
/// </summary>
internal sealed class ConfigSection
{
    private readonly ConfigMapping mapping;
    private readonly ConfigFaults faults;
    private readonly string path;

    /// <param name="mapping">What was written.</param>
    /// <param name="path">The keys from the top to here, such as <c>sources[0]</c>; empty for the top.</param>
    /// <param name="validKeys">Every other key is reported.</param>
    /// <param name="faults">Takes the reports.</param>
    public ConfigSection(ConfigMapping mapping, string path, ImmutableArray<string> validKeys, ConfigFaults faults)
    {
        this.mapping = mapping;
        this.path = path;
        this.faults = faults;
        foreach (var entry in mapping.Entries.Where(entry => !validKeys.Contains(entry.Key)))
        {
            var guess = ConfigSuggestion.Find(entry.Key, validKeys) is { } near ? $"did you mean '{near}'? " : "";
            faults.Add(
                entry.Place, PathOf(entry.Key), $"unknown key; {guess}valid here: {string.Join(", ", validKeys)}");
        }
    }

    /// <summary>The keys in the file's order, for a mapping whose keys are the administrator's.</summary>
    public IEnumerable<string> Names => mapping.Entries.Select(entry => entry.Key);

    public bool IsScalar(string key) => Find(key) is ConfigScalar;

    public bool Has(string key) => Find(key) is not null;

    public string? Text(string key) => Scalar(key)?.Text is { Length: > 0 } text ? text : RefuseEmpty(key);

    /// <param name="key">Which value.</param>
    /// <param name="refuse">Says what is wrong and what is valid; <c>null</c> for a good text.</param>
    public string? Text(string key, Func<string, string?> refuse)
    {
        var text = Text(key);
        if (text is null || refuse(text) is not { } reason)
        {
            return text;
        }

        Refuse(key, $"{ConfigFaults.Show(text)}: {reason}");
        return null;
    }

    /// <summary>The text, which may be empty.</summary>
    public string? TextOrEmpty(string key) => Scalar(key)?.Text;

    public bool? Boolean(string key)
    {
        switch (Scalar(key))
        {
            case null:
                return null;
            case { IsQuoted: false, Text: "true" }:
                return true;
            case { IsQuoted: false, Text: "false" }:
                return false;
            case var other:
                Refuse(key, $"{ConfigFaults.Show(other.Text)}: write true or false, without quotes");
                return null;
        }
    }

    public int? Integer(string key, int minimum, int maximum)
    {
        var scalar = Scalar(key);
        if (scalar is null)
        {
            return null;
        }

        if (!scalar.IsQuoted
            && int.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= minimum && number <= maximum)
        {
            return number;
        }

        Refuse(
            key,
            $"{ConfigFaults.Show(scalar.Text)}: write a whole number from {minimum} to {maximum}, without quotes");
        return null;
    }

    /// <summary>The value whose name was written.</summary>
    public T? OneOf<T>(string key, ImmutableArray<(string Name, T Value)> choices)
        where T : struct
    {
        var text = Text(key);
        foreach (var (name, value) in choices)
        {
            if (name == text)
            {
                return value;
            }
        }

        if (text is not null)
        {
            var names = choices.Select(choice => choice.Name).ToArray();
            var guess = ConfigSuggestion.Find(text, names) is { } near ? $"did you mean '{near}'? " : "";
            Refuse(key, $"{ConfigFaults.Show(text)}: {guess}valid: {string.Join(", ", names)}");
        }

        return null;
    }

    public ConfigSection? Section(string key, ImmutableArray<string> validKeys) =>
        Expect<ConfigMapping>(Find(key), PathOf(key), "a mapping of keys and values") is { } inner
            ? new ConfigSection(inner, PathOf(key), validKeys, faults)
            : null;

    /// <summary>The mapping as it is: its keys are the administrator's own, such as tags.</summary>
    public ConfigSection? FreeSection(string key) =>
        Expect<ConfigMapping>(Find(key), PathOf(key), "a mapping of names and values") is { } inner
            ? new ConfigSection(inner, PathOf(key), [.. inner.Entries.Select(entry => entry.Key)], faults)
            : null;

    /// <returns><c>null</c> when the key is absent or is no sequence; items that cannot be used are left out.</returns>
    public ImmutableArray<ConfigSection>? Sections(string key, ImmutableArray<string> validKeys) =>
        Items<ConfigMapping>(key, "a mapping of keys and values") is { } items
            ? [.. items.Select(item => new ConfigSection(item.Node, item.Path, validKeys, faults))]
            : null;

    /// <summary>A sequence of texts.</summary>
    /// <param name="key">Which sequence.</param>
    /// <param name="refuse">Says what is wrong with an item and what is valid; <c>null</c> for a good one.</param>
    public ImmutableArray<string>? Texts(string key, Func<string, string?> refuse)
    {
        if (Items<ConfigScalar>(key, "text") is not { } items)
        {
            return null;
        }

        foreach (var (node, itemPath) in items)
        {
            var reason = node.Text.Length == 0 ? "write a text that is not empty" : refuse(node.Text);
            if (reason is not null)
            {
                faults.Add(node.Place, itemPath, $"{ConfigFaults.Show(node.Text)}: {reason}");
            }
        }

        return [.. items.Select(item => item.Node.Text)];
    }

    /// <summary>Reports something about <paramref name="key"/>, at its value when it has one.</summary>
    public void Refuse(string key, string message) =>
        faults.Add(Find(key)?.Place ?? mapping.Place, PathOf(key), message);

    private ConfigNode? Find(string key) => mapping.Entries.FirstOrDefault(entry => entry.Key == key)?.Value;

    private ConfigScalar? Scalar(string key) => Expect<ConfigScalar>(Find(key), PathOf(key), "one value");

    private string? RefuseEmpty(string key)
    {
        if (Find(key) is ConfigScalar { IsQuoted: true, Text: "" })
        {
            Refuse(key, "'': write a text that is not empty, or remove the key");
        }

        return null;
    }

    private List<(T Node, string Path)>? Items<T>(string key, string expected)
        where T : ConfigNode
    {
        if (Expect<ConfigSequence>(Find(key), PathOf(key), "a sequence") is not { } sequence)
        {
            return null;
        }

        var items = new List<(T, string)>();
        for (var i = 0; i < sequence.Items.Length; i++)
        {
            var itemPath = $"{PathOf(key)}[{i}]";
            if (Expect<T>(sequence.Items[i], itemPath, expected) is { } item)
            {
                items.Add((item, itemPath));
            }
        }

        return items;
    }

    private T? Expect<T>(ConfigNode? node, string nodePath, string expected)
        where T : ConfigNode
    {
        switch (node)
        {
            case null or ConfigRefused:
                return null;
            case ConfigScalar { IsNull: true }:
                faults.Add(node.Place, nodePath, $"no value; write {expected}, or remove the key");
                return null;
            case T right:
                return right;
            default:
                faults.Add(node.Place, nodePath, $"{Describe(node)}: write {expected}");
                return null;
        }
    }

    private static string Describe(ConfigNode node) => node switch
    {
        ConfigScalar => "a single value", // Not shown: under credentials it may be one.
        ConfigSequence => "a sequence",
        _ => "a mapping",
    };

    private string PathOf(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
