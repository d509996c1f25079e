using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Samples;

/// <summary>The demo tells the truth, also into a pipe.</summary>
public sealed partial class DemoSpecs
{
    private const int TimeoutMilliseconds = 120_000;

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task The_demo_ends_with_equal_digests_and_a_second_run_that_moves_nothing()
    {
        ExternalTool.Kubectl();

        var result = await Demo().ExecuteBufferedAsync();

        Assert.Equal("", result.StandardError);
        Assert.Equal(0, result.ExitCode);
        Canary.AssertSilent([], result.StandardOutput);
        Assert.DoesNotContain("✗", result.StandardOutput, StringComparison.Ordinal);
        var images = ImageRow().Matches(result.StandardOutput);
        Assert.Equal(
            ["shop/api:2.4.0", "shop/cache@sha256:0f56299d…", "shop/thumbnailer:1.0.7", "shop/web:1.8.3"],
            images.Select(row => row.Groups["image"].Value));
        Assert.All(images, row => Assert.Equal(row.Groups["source"].Value, row.Groups["destination"].Value));
        Assert.Matches("first generate +51 requests, 52.0 MiB out +52 requests, 52.0 MiB in\n", result.StandardOutput);
        Assert.Matches("second generate +0 requests, 0 bytes out +4 requests, 0 bytes in\n", result.StandardOutput);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task Without_kustomize_and_kubectl_the_demo_says_what_to_install()
    {
        using var empty = new TemporaryDirectory();

        var result = await Demo()
            .WithEnvironmentVariables(variables => variables.Set("PATH", empty.Path))
            .ExecuteBufferedAsync();

        Assert.Equal((1, ""), (result.ExitCode, result.StandardOutput));
        Assert.StartsWith("demo: neither kustomize nor kubectl", result.StandardError, StringComparison.Ordinal);
    }

    private static Command Demo() => Cli.Wrap(Path.Combine(AppContext.BaseDirectory, "Demo"))
        .WithValidation(CommandResultValidation.None);

    [GeneratedRegex(@"\n  (?<image>shop/\S+) +(?<source>sha256:\S+) +(?<destination>\S+) +equal")]
    private static partial Regex ImageRow();
}
