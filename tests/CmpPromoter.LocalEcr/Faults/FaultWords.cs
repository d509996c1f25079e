using System.Globalization;

namespace CmpPromoter.LocalEcr.Faults;

/// <summary>The words of a fault after its first: <c>action:argument</c>, then <c>name:value</c> in any order.</summary>
internal sealed class FaultWords
{
    private readonly string? argument;
    private readonly Dictionary<string, string> options = [];
    private bool isArgumentTaken;

    /// <exception cref="FormatException">A word has no value, or stands there twice.</exception>
    public FaultWords(string action, IEnumerable<string> words)
    {
        (Action, argument) = Split(action);
        foreach (var word in words)
        {
            var (name, value) = Split(word);
            if (value is null || !options.TryAdd(name, value))
            {
                throw new FormatException($"'{word}': write {name}:VALUE, once");
            }
        }
    }

    public string Action { get; }

    public bool HasArgument => argument is not null;

    /// <summary>The value of an option; absent when it is not given.</summary>
    public string? Take(string name) => options.Remove(name, out var value) ? value : null;

    /// <exception cref="FormatException">The action's argument is no such number.</exception>
    public long Number(string what, long min = 0, long max = long.MaxValue) =>
        Number($"{Action}:{what}", Argument(what), min, max);

    /// <exception cref="FormatException">The text is no such number.</exception>
    public static long Number(string name, string text, long min, long max) =>
        long.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new FormatException($"{name}: '{text}' is no number{(min >= 0 ? $" of at least {min}" : "")}");

    /// <exception cref="FormatException">The action's argument is no status of HTTP.</exception>
    public int Status() => (int)Number("STATUS", 200, 599);

    /// <exception cref="FormatException">The action's argument is no absolute URL.</exception>
    public Uri Url() => Uri.TryCreate(Argument("URL"), UriKind.Absolute, out var url)
        ? url
        : throw new FormatException($"{Action}:URL: '{argument}' is no absolute URL");

    /// <exception cref="FormatException">A word means nothing to this fault.</exception>
    public void AssertNothingLeft()
    {
        if (HasArgument && !isArgumentTaken)
        {
            throw new FormatException($"{Action} takes no ':{argument}'");
        }

        if (options.Keys.FirstOrDefault() is { } unknown)
        {
            throw new FormatException($"'{unknown}' means nothing to {Action}");
        }
    }

    private string Argument(string what)
    {
        isArgumentTaken = true;
        return argument ?? throw new FormatException($"{Action} needs :{what}");
    }

    private static (string Name, string? Value) Split(string word) =>
        word.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0
            ? (word[..colon], word[(colon + 1)..])
            : (word, null);
}
