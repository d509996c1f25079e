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
    public async Task Every_other_command_of_the_readme_succeeds()
    {
        ExternalTool.Kubectl();
        await using var pair = await EcrPair.StartAsync();
        using var checkout = InfraCheckout.Of(pair);
        var commands = Commands().Except(RunElsewhere).ToList();

        Assert.NotEmpty(commands);
        foreach (var command in commands)
        {
            Assert.StartsWith("cmp-promoter ", command, StringComparison.Ordinal);
            var result = await new PromoterProcess { WorkingDirectory = checkout.Path }
                .WithAwsKey("AKIA" + EcrPair.ProductionId)
                .With("AWS_ENDPOINT_URL_ECR", pair.Server.ApiEndpoint.ToString())
                .With("AWS_ENDPOINT_URL_STS", pair.Server.StsEndpoint.ToString())
                .RunAsync([.. command.Split(' ')[1..], .. Endpoints(pair, command)]);
            Assert.Equal((0, ""), (result.ExitCode, result.ExitCode == 0 ? "" : result.Error));
            Assert.Contains(ResultOf(command), result.OutputText + result.Error, StringComparison.Ordinal);
        }
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task The_readme_lists_every_command_that_help_lists()
    {
        var help = await new PromoterProcess().RunAsync("--help");

        var listed = HelpCommand().Matches(help.OutputText).Select(match => match.Groups["name"].Value);
        var documented = DocumentedCommand().Matches(Readme()).Select(match => match.Groups["name"].Value);
        Assert.Equal(listed.Order(), documented.Order());
    }

    /// <summary>What a command must print among other things.</summary>
    private static string ResultOf(string command) => command.Split(' ')[1] switch
    {
        "plan" => "0 present, 4 missing, 0 refused, 1 foreign",
        "promote" => "5 images: 0 present, 4 promoted (",
        "copy" => "/shop/api:2.4.0 is there already",
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

    [GeneratedRegex(@"^  (?<name>[a-z]+) .*?  ", RegexOptions.Multiline)]
    private static partial Regex HelpCommand();

    [GeneratedRegex(@"^\| `cmp-promoter (?<name>[a-z]+)", RegexOptions.Multiline)]
    private static partial Regex DocumentedCommand();
}
