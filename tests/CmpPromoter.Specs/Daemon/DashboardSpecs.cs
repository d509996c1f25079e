using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CmpPromoter.Specs.ArgoCd;

namespace CmpPromoter.Specs.Daemon;

/// <summary>The Grafana dashboard of the patch asks for what a running daemon tells.</summary>
public sealed partial class DashboardSpecs
{
    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task Every_metric_and_label_of_the_dashboard_is_told_by_a_daemon_that_has_worked()
    {
        await using var world = await DaemonWorld.StartAsync();
        var told = await world.MetricsOfTwoRendersAsync();

        var queries = Queries().ToList();

        Assert.NotEmpty(queries);
        Assert.All(queries, query => Assert.All(MetricsOf(query), metric => AssertTold(told, metric.Name, metric.Labels)));
    }

    private static IEnumerable<string> Queries()
    {
        var dashboard = JsonNode.Parse(File.ReadAllText(Repository.File("argocd-repo-server-patch/dashboard/cmp-promoter.json")))!;
        return dashboard["panels"]!.AsArray().SelectMany(panel => panel!["targets"]!.AsArray()).Select(target => target!["expr"]!.GetValue<string>());
    }

    /// <summary>What a query groups by belongs to every metric in it.</summary>
    private static IEnumerable<(string Name, IEnumerable<string> Labels)> MetricsOf(string query)
    {
        var groups = Grouping().Matches(query).SelectMany(match => match.Groups["labels"].Value.Split(", ")).ToList();
        return Metric().Matches(query).Select(match => (
            match.Groups["name"].Value, Label().Matches(match.Groups["labels"].Value).Select(label => label.Groups["name"].Value).Concat(groups)));
    }

    private static void AssertTold(string told, string name, IEnumerable<string> labels)
    {
        var samples = told.Split('\n').Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal)).ToList();
        Assert.True(samples.Count > 0, $"nothing tells {name}");
        Assert.All(labels, label => Assert.Contains(samples, sample => sample.Contains($"{label}=\"", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"(?<name>cmp_promoter_[a-z_]+)(\{(?<labels>[^}]*)\})?")]
    private static partial Regex Metric();

    [GeneratedRegex(@"(?<name>[a-z_]+)=~?""")]
    private static partial Regex Label();

    [GeneratedRegex(@"by \((?<labels>[a-z_, ]+)\)")]
    private static partial Regex Grouping();
}
