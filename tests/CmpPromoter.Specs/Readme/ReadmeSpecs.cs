using System.Text.RegularExpressions;
using CmpPromoter.Specs.Ecr;
using CmpPromoter.Specs.Setting;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Readme;

/// <summary>What a newcomer copies from the README works as it stands there.</summary>
public sealed partial class ReadmeSpecs
{
    /// <summary>Run by Samples/DemoSpecs, and by whoever runs this.</summary>
    private static readonly ImmutableArray<string> RunElsewhere = ["dotnet run --project samples/Demo", "dotnet test"];

    [Fact]
    public void The_first_two_commands_are_the_demo_and_the_tests() => Assert.Equal(RunElsewhere, Commands().Take(2));

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task What_promotes_or_shows_what_would_be_promoted_succeeds_in_the_order_of_the_readme()
    {
        await using var pair = await EcrPair.StartAsync();
        using var checkout = InfraCheckout.Of(pair);
        var commands = Commands().Where(Promotes).ToList();

        Assert.NotEmpty(commands);
        foreach (var command in commands)
        {
            await AssertSucceedsAsync(pair, checkout, command);
        }
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task Every_other_command_of_the_readme_succeeds()
    {
        await using var pair = await EcrPair.StartAsync();
        using var checkout = InfraCheckout.Of(pair);
        var commands = Commands().Except(RunElsewhere).Where(command => !Promotes(command)).ToList();

        Assert.NotEmpty(commands);
        await Task.WhenAll(commands.Select(command => AssertSucceedsAsync(pair, checkout, command)));
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task The_daemon_and_its_render_work_as_they_stand_there()
    {
        ExternalTool.Kubectl();
        await using var pair = await EcrPair.StartAsync();
        using var checkout = InfraCheckout.Of(pair);
        var socket = Path.Combine(checkout.Path, "promoter.sock");
        var block = DaemonBlock().Match(Readme()).Groups["text"].Value
            .Replace("/var/run/cmp-promoter/promoter.sock", socket, StringComparison.Ordinal)
            .Replace("0.0.0.0:8087", "127.0.0.1:0", StringComparison.Ordinal); // Where other runs of these tests may be, too.
        var lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var infra = Path.Combine(checkout.Path, "samples", "infra");
        var daemon = new PromoterProcess { WorkingDirectory = infra }.WithAwsKey("AKIA" + EcrPair.ProductionId)
            .With("AWS_ENDPOINT_URL_ECR", pair.Server.ApiEndpoint.ToString())
            .Start(lines[0].Split(' ')[1..]);
        await daemon.SaysAsync("serving renders at ");

        var words = lines[1].Split(' ');
        var render = await new PromoterProcess { WorkingDirectory = infra }.With("CMP_PROMOTER_SOCKET", words[0].Split('=')[1])
            .RunAsync([.. words[2..], "--config", "promotion.yaml"]);
        await daemon.SignalAsync("TERM");

        Assert.Equal((0, ""), (render.ExitCode, render.ExitCode == 0 ? "" : render.Error));
        Assert.Contains("/shop/api:2.4.0", render.OutputText, StringComparison.Ordinal);
        Assert.Equal(4, (await daemon.Ended).OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task The_readme_lists_every_command_that_help_lists()
    {
        var help = await new PromoterProcess().RunAsync("--help");

        var listed = HelpCommand().Matches(help.OutputText).Select(match => match.Groups["name"].Value);
        var documented = DocumentedCommand().Matches(Readme()).Select(match => match.Groups["name"].Value);
        Assert.Equal(listed.Order(), documented.Order());
    }

    private static bool Promotes(string command) => command.Split(' ')[1] is "plan" or "promote" or "copy";

    private static async Task AssertSucceedsAsync(EcrPair pair, TemporaryDirectory checkout, string command)
    {
        ExternalTool.Kubectl();
        Assert.StartsWith("cmp-promoter ", command, StringComparison.Ordinal);
        var result = await new PromoterProcess { WorkingDirectory = checkout.Path }
            .WithAwsKey("AKIA" + EcrPair.ProductionId)
            .With("AWS_ENDPOINT_URL_ECR", pair.Server.ApiEndpoint.ToString())
            .With("AWS_ENDPOINT_URL_STS", pair.Server.StsEndpoint.ToString())
            .RunAsync([.. command.Split(' ')[1..], .. Endpoints(pair, command)]);
        Assert.Equal((0, ""), (result.ExitCode, result.ExitCode == 0 ? "" : result.OutputText + result.Error));
        Assert.Contains(ResultOf(command), result.OutputText + result.Error, StringComparison.Ordinal);
    }

    /// <summary>What a command must print among other things.</summary>
    private static string ResultOf(string command) => command.Split(' ')[1] switch
    {
        "plan" => "0 present, 4 missing, 0 refused, 1 foreign",
        "promote" => "5 images: 0 present, 4 promoted (",
        "copy" => "/shop/api:2.4.0 is there already",
        "completion" => "complete -o default -F _cmp_promoter cmp-promoter",
        "version" => "cmp-promoter ",
        "doctor" => command.Contains("json", StringComparison.Ordinal) ? "\"exitCode\": 0" : "Everything that was looked at is well.",
        "iam" => command.Contains("trust", StringComparison.Ordinal) ? "sts:AssumeRole" : "ecr:BatchGetImage",
        var other => throw new InvalidOperationException($"say what '{other}' prints"),
    };

    /// <summary>Where the registries are, for a command without a file that could say it.</summary>
    private static IEnumerable<string> Endpoints(EcrPair pair, string command)
    {
        if (command.StartsWith("cmp-promoter copy ", StringComparison.Ordinal))
        {
            yield return "--source-endpoint";
            yield return pair.Server.RegistryEndpoint(EcrPair.DevelopmentId).ToString();
            yield return "--destination-endpoint";
            yield return pair.Server.RegistryEndpoint(EcrPair.ProductionId).ToString();
        }
    }

    /// <summary>The lines of the blocks that are marked as a console's.</summary>
    private static IEnumerable<string> Commands() => ConsoleBlock().Matches(Readme())
        .SelectMany(block => block.Groups["text"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static string Readme() => File.ReadAllText(Path.Combine(InfraCheckout.Root, "README.md"));

    [GeneratedRegex(@"```console\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex ConsoleBlock();

    [GeneratedRegex(@"```sh\n(?<text>cmp-promoter serve .*?)```", RegexOptions.Singleline)]
    private static partial Regex DaemonBlock();

    [GeneratedRegex(@"^  (?<name>[a-z]+) .*?  ", RegexOptions.Multiline)]
    private static partial Regex HelpCommand();

    [GeneratedRegex(@"^\| `cmp-promoter (?<name>[a-z]+)", RegexOptions.Multiline)]
    private static partial Regex DocumentedCommand();
}
