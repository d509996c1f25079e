using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Readme;

/// <summary>The README's question which applications bypass the plugin, asked of applications of every shape.</summary>
public sealed partial class BypassSpecs
{
    private const string Applications = """
        {"items": [
          {"metadata": {"namespace": "argocd", "name": "plugin"}, "spec": {"source": {"path": "a", "plugin": {"name": "cmp-promoter"}}}},
          {"metadata": {"namespace": "argocd", "name": "plain"}, "spec": {"source": {"path": "a"}}},
          {"metadata": {"namespace": "team", "name": "block"},
           "spec": {"source": {"path": "a", "plugin": {"name": "cmp-promoter"}, "kustomize": {"images": ["a:1"]}}}},
          {"metadata": {"namespace": "argocd", "name": "chart"}, "spec": {"source": {"chart": "redis"}}},
          {"metadata": {"namespace": "argocd", "name": "several"},
           "spec": {"sources": [{"path": "a", "plugin": {"name": "cmp-promoter"}}, {"path": "b"}]}},
          {"metadata": {"namespace": "argocd", "name": "values"},
           "spec": {"sources": [{"path": "a", "plugin": {"name": "cmp-promoter"}}, {"ref": "values"}, {"chart": "redis"}]}}
        ]}
        """;

    [Fact(Timeout = 60_000)]
    public async Task It_names_those_with_a_source_that_no_plugin_renders()
    {
        var jq = ExternalTool.Require("jq", "apt-get install jq");

        var result = await Cli.Wrap(jq)
            .WithArguments(["-r", Question().Match(await File.ReadAllTextAsync(Readme(), TestToken)).Groups["program"].Value])
            .WithStandardInputPipe(PipeSource.FromString(Applications))
            .ExecuteBufferedAsync(TestToken);

        Assert.Equal("argocd/plain\nteam/block\nargocd/several\n", result.StandardOutput);
    }

    private static CancellationToken TestToken => TestContext.Current.CancellationToken;

    private static string Readme([CallerFilePath] string thisFile = "") => Path.GetFullPath("../../../../README.md", thisFile);

    [GeneratedRegex("kubectl get applications -A -o json \\| jq -r '(?<program>[^']+)'")]
    private static partial Regex Question();
}
