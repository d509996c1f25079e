using System.Text.RegularExpressions;
using CmpPromoter.Tests.Layering;

namespace CmpPromoter.Tests.Faults;

/// <summary>FAULTS.md names tests that exist, at least one in every line.</summary>
public sealed partial class FaultTable
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Source.Root, "tests", "FAULTS.md"));

    [Fact]
    public void Every_test_it_names_exists()
    {
        var classes = Source.Files("tests", "*.cs")
            .ToLookup(file => Path.GetFileNameWithoutExtension(file.Path), file => file.Text);
        var unknown = TestName().Matches(Text)
            .Where(test => !classes[test.Groups["class"].Value].Any(
                text => text.Contains($" {test.Groups["method"].Value}(", StringComparison.Ordinal)))
            .Select(test => test.Value);

        Assert.Empty(unknown);
    }

    [Fact]
    public void No_line_is_without_a_test_and_without_what_the_user_sees()
    {
        var lines = Text.Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Where(line => !line.StartsWith("| case |", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToArray();

        Assert.NotEmpty(lines);
        Assert.All(lines, cells =>
        {
            Assert.Equal(5, cells.Length);
            Assert.Matches(TestName(), cells[2]);
            Assert.NotEmpty(cells[3]);
        });
    }

    [Fact]
    public void Every_case_has_its_line_in_its_list() => Assert.All(FaultCases.ByList, list =>
    {
        var section = Text.Split('\n').SkipWhile(line => !line.StartsWith($"## {list.Key}. ", StringComparison.Ordinal))
            .Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)).ToArray();

        Assert.All(list.Value, name => Assert.Contains(
            section, line => line.StartsWith($"| {name} |", StringComparison.Ordinal)));
    });

    [GeneratedRegex("`(?<class>[A-Za-z]+)\\.(?<method>[A-Z][A-Za-z0-9]*_[A-Za-z0-9_]+)`")]
    private static partial Regex TestName();
}
