using System.Globalization;
using System.Text.RegularExpressions;
using CmpPromoter.Diagnostics;
using CmpPromoter.Tests.Layering;

namespace CmpPromoter.Tests.Docs;

/// <summary>The README's tables say what the code says.</summary>
public sealed partial class ReadmeTables
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Source.Root, "README.md"));

    [Fact]
    public void Every_failure_has_its_exit_code_in_the_readme()
    {
        var listed = ExitCode().Matches(Section("Exit codes"))
            .SelectMany(row => row.Groups["codes"].Value.Split(", "))
            .Select(code => int.Parse(code, CultureInfo.InvariantCulture));

        // 0 is success and 10 a plan's verdict; neither is a failure.
        Assert.Equal(Enum.GetValues<FailureKind>().Select(kind => (int)kind).Concat([0, 10]).Order(), listed.Order());
    }

    [Fact]
    public void Every_key_of_the_configuration_stands_in_the_readme()
    {
        var section = Section("Configuration");
        var keys = Source.Files("src/CmpPromoter/Configuration", "*Binder.cs")
            .SelectMany(file => KeyList().Matches(file.Text))
            .SelectMany(list => Quoted().Matches(list.Value))
            .Select(match => match.Groups["key"].Value)
            .Except(["apiVersion", "kind"])
            .Distinct();

        Assert.DoesNotContain(keys, key => !Regex.IsMatch(section, $@"\b{key}\b"));
    }

    private static string Section(string title)
    {
        var start = Readme.IndexOf($"\n## {title}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"the README has no section {title}");
        var end = Readme.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return Readme[start..(end < 0 ? Readme.Length : end)];
    }

    [GeneratedRegex(@"^\| (?<codes>[0-9][0-9, ]*) \|", RegexOptions.Multiline)]
    private static partial Regex ExitCode();

    /// <summary>The lists of valid keys that a section of the file is read with.</summary>
    [GeneratedRegex(@"(?:Section|Sections)\(""[a-zA-Z]+"", \[[^\]]*\]|Keys =\s*\[[^\]]*\]", RegexOptions.Singleline)]
    private static partial Regex KeyList();

    [GeneratedRegex(@"""(?<key>[a-zA-Z]+)""")]
    private static partial Regex Quoted();
}
