using System.Globalization;
using System.Text.RegularExpressions;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Cases;

/// <summary>One directory of tests/cases, copied to a place where it can run; its README says more.</summary>
internal sealed class Case : IDisposable
{
    /// <summary>Stands in an expected text for what differs from run to run, within a line.</summary>
    private const string Anything = "{{any}}";

    private readonly TemporaryDirectory directory = new();

    /// <param name="name">The directory's name.</param>
    /// <param name="placeholders">What stands for <c>{{name}}</c> in every file.</param>
    public Case(string name, IReadOnlyDictionary<string, string> placeholders)
    {
        var origin = Path.Combine(Root, name);
        foreach (var file in Directory.EnumerateFiles(origin, "*", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            foreach (var (placeholder, value) in placeholders)
            {
                text = text.Replace($"{{{{{placeholder}}}}}", value, StringComparison.Ordinal);
            }

            directory.Write(Path.GetRelativePath(origin, file), text);
        }
    }

    /// <summary>Every case, in order.</summary>
    public static IEnumerable<string> Names => Directory.EnumerateDirectories(Root)
        .Select(path => Path.GetFileName(path))
        .Order(StringComparer.Ordinal);

    private static string Root => Path.Combine(AppContext.BaseDirectory, "cases");

    /// <summary>Where the program runs.</summary>
    public string WorkingDirectory => directory.Path;

    public string[] Arguments => Words(Read("args"));

    /// <summary>Command lines that a daemon beside the case has served before; absent: there is no daemon.</summary>
    public IEnumerable<string[]>? FindServedBefore() => File.Exists(Path.Combine(directory.Path, "daemon"))
        ? Read("daemon").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Words)
        : null;

    /// <summary>NAME=value.</summary>
    public IEnumerable<string[]> Environment => Read("env").Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split('=', 2));

    public int ExitCode => int.Parse(Read("expected.exitcode", "0"), CultureInfo.InvariantCulture);

    /// <summary>A directory for PATH whose kustomize does what the overlay says; absent when it says nothing.</summary>
    public string? FindScriptedKustomize() => ScriptedKustomize.IsWantedBy(Path.Combine(directory.Path, "overlay"))
        ? ScriptedKustomize.WriteTo(directory.Make("bin"))
        : null;

    /// <param name="stream"><c>stdout</c> or <c>stderr</c>; without an expected text there may be none.</param>
    /// <param name="actual">What was.</param>
    public void AssertPrinted(string stream, string actual)
    {
        var expected = Read($"expected.{stream}");
        var pattern = Regex.Escape(expected).Replace(Regex.Escape(Anything), ".*", StringComparison.Ordinal);
        if (!Regex.IsMatch(actual, $@"\A{pattern}\z"))
        {
            Assert.Equal(expected, actual);
        }
    }

    public void Dispose() => directory.Dispose();

    private static string[] Words(string text) => text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private string Read(string name, string otherwise = "")
    {
        var path = Path.Combine(directory.Path, name);
        return File.Exists(path) ? File.ReadAllText(path) : otherwise;
    }
}
