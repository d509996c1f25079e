using System.Text.RegularExpressions;
using CmpPromoter.Iam;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Log;
using CmpPromoter.LocalEcr.Seeding;
using CmpPromoter.Testing;
using CmpPromoter.Tests.Layering;

namespace CmpPromoter.Tests.Iam;

/// <summary>The table of actions holds what the program calls, all of it and nothing else.</summary>
public sealed partial class AwsActionsTests
{
    private const int Patience = 120_000;
    private const string SourceId = "111111111111";
    private const string DestinationId = "222222222222";

    /// <summary>
    /// Who one is needs no action of IAM's; what a repository's settings are is something that doctor tells when it may, and
    /// no policy grants it for that.
    /// </summary>
    private static readonly ImmutableArray<string> Free = ["GetCallerIdentity", "DescribeRepositories"];

    private static readonly ImmutableHashSet<string> Calls = [.. AwsActions.All.SelectMany(action => action.Calls)];

    [Fact]
    public void Every_call_of_the_AWS_API_in_the_source_is_in_the_table()
    {
        var called = Source.Files("src/CmpPromoter/Ecr", "*.cs")
            .SelectMany(file => ClientCall().Matches(file.Text))
            .Select(match => match.Groups["operation"].Value)
            .Distinct();

        Assert.Empty(called.Except(Calls).Except(Free));
    }

    [Fact(Timeout = Patience)]
    public async Task The_calls_of_a_promotion_are_those_of_the_table()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var development = server.Account(SourceId);
        server.Account(DestinationId).BlobMounting = true;
        var sharing = new ImageSpec { LayerBytes = 5 << 20, SharedLayers = 1 };
        development.PushImage("team/api", "1", sharing with { Seed = 1 });
        development.PushImage("team/web", "1", sharing with { Seed = 2 });
        development.PushIndex("team/index", "1");
        using var overlay = Promoting(server, "team/api:1", "team/web:1", "team/index:1");

        var result = await GenerateAsync(server, overlay);

        Assert.Equal((0, ""), (result.ExitCode, result.ExitCode == 0 ? "" : result.Error));
        var seen = server.Log.Entries.Where(entry => entry.Origin is not AccessOrigin.Layer).Select(entry => entry.Operation).ToHashSet();
        Assert.Empty(seen.Except(Calls).Except(Free));
        Assert.Empty(AwsActions.All.Where(action => !action.Calls.Any(seen.Contains)).Select(action => action.Name));
    }

    [Fact]
    public void Nothing_that_the_program_may_do_deletes_or_changes_a_policy() => Assert.DoesNotContain(
        AwsActions.All,
        action => Regex.IsMatch(action.Name, "Delete|Policy|Mutability|Replace") && action.Name != "ecr:PutLifecyclePolicy");

    private static Overlay Promoting(LocalEcrServer server, params string[] images)
    {
        var registry = server.Account(DestinationId).RegistryName;
        return Overlay.Naming([.. images.Select(image => $"{registry}/{image}")]).Configure($$$"""
            apiVersion: cmp-promoter/v1
            kind: Promotion
            destination:
              registry: {{{registry}}}
              endpoint: {{{server.RegistryEndpoint(DestinationId).GetLeftPart(UriPartial.Authority)}}}
              createRepositories:
                encryption: {type: KMS, kmsKey: alias/images}
                tags: {owner: team}
                lifecyclePolicy: '{"rules":[{"rulePriority":1,"selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":9},"action":{"type":"expire"}}]}'
            sources:
            - registry: {{{server.Account(SourceId).RegistryName}}}
              endpoint: {{{server.RegistryEndpoint(SourceId).GetLeftPart(UriPartial.Authority)}}}
              roleArn: arn:aws:iam::{{{SourceId}}}:role/reader
            """);
    }

    private static Task<ProcessResult> GenerateAsync(LocalEcrServer server, Overlay overlay)
    {
        ExternalTool.Kubectl();
        return new PromoterProcess()
            .WithAwsKey("AKIA" + DestinationId)
            .With("AWS_ENDPOINT_URL_ECR", server.ApiEndpoint.ToString())
            .With("AWS_ENDPOINT_URL_STS", server.StsEndpoint.ToString())
            .RunAsync("generate", "--config", overlay.ConfigurationPath, overlay.Path);
    }

    [GeneratedRegex(@"\b(?:client|sts)\.(?<operation>[A-Z]\w+)Async\b")]
    private static partial Regex ClientCall();
}
