using System.Globalization;
using CliWrap;
using CliWrap.Buffered;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Doors;

/// <summary>A line that bash has the program complete, as bash does it.</summary>
public sealed class CompletionSpecs
{
    [Theory(Timeout = 120_000)]
    [InlineData("cmp-promoter pl", "plan")]
    [InlineData("cmp-promoter plan --ver", "--verbose\n--verify-source")]
    [InlineData("cmp-promoter plan -o ", "json\nmarkdown\ntable")]
    [InlineData("cmp-promoter completion z", "zsh")]
    [InlineData("cmp-promoter plan overlays/", "")]
    public async Task Bash_completes(string line, string expected)
    {
        var words = line.Split(' ');
        var script = string.Create(CultureInfo.InvariantCulture, $"""
            source <(cmp-promoter completion bash)
            COMP_WORDS=({string.Join(' ', words.Select(word => $"'{word}'"))}) COMP_CWORD={words.Length - 1} COMP_LINE='{line}' COMP_POINT={line.Length}
            _cmp_promoter
            printf '%s\n' "{"${COMPREPLY[@]}"}"
            """);

        var result = await Cli.Wrap("bash").WithArguments(["-c", script])
            .WithEnvironmentVariables(variables => variables
                .Set("PATH", $"{Path.GetDirectoryName(PromoterProcess.Binary)}:{Environment.GetEnvironmentVariable("PATH")}"))
            .ExecuteBufferedAsync();

        Assert.Equal((expected, ""), (string.Join('\n', result.StandardOutput.Trim().Split('\n').Order(StringComparer.Ordinal)), result.StandardError));
    }
}
