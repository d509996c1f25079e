using System.Text.Json;
using CmpPromoter.Iam;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Identity;
using CmpPromoter.LocalEcr.Seeding;
using CmpPromoter.Testing;

namespace CmpPromoter.Tests.Doctor;

/// <summary><c>doctor</c> at two accounts that lack one thing or nothing.</summary>
public sealed class DoctorPermissionTests
{
    private const int Patience = 120_000;
    private const string SourceId = "111111111111";
    private const string DestinationId = "222222222222";

    private const string PullByDestination = $$$"""
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"{{{DestinationId}}}"},"Action":"ecr:*"}}
        """;

    private const string Reader = $"arn:aws:iam::{SourceId}:role/reader";

    /// <summary>All but those of a key, which nobody is asked for who creates no repository.</summary>
    public static TheoryData<string, string> Actions => new(AwsActions.All
        .Where(action => action.Need is not ActionNeed.CreationKey)
        .Select(action => (action.Place.ToString(), action.Name)));

    [Theory(Timeout = Patience)]
    [MemberData(nameof(Actions))]
    public async Task A_permission_that_is_taken_away_is_named_and_no_other(string place, string action)
    {
        await using var server = await StartAsync();
        server.Account(place == nameof(ActionPlace.Source) ? SourceId : DestinationId).Deny(action);

        var (exitCode, findings) = await ExamineAsync(server, place == nameof(ActionPlace.Role) ? $"roleArn: {Reader}" : "");

        Assert.Equal([action], findings.Select(finding => finding.Action).OfType<string>().Distinct());
        var mounts = (place, action) is (nameof(ActionPlace.Destination), "ecr:GetDownloadUrlForLayer");
        Assert.Equal(mounts ? 0 : 5, exitCode);
        Assert.All(findings.Where(finding => finding.State is "failed" or "warning"), finding => Assert.Equal(action, finding.Action));
        Assert.All(findings.Where(finding => finding.Action is not null), finding => Assert.NotNull(finding.Cure));
    }

    [Fact(Timeout = Patience)]
    public async Task With_every_permission_nothing_is_wrong_and_nothing_has_changed()
    {
        await using var server = await StartAsync();

        var (exitCode, findings) = await ExamineAsync(server);

        Assert.DoesNotContain(findings, finding => finding.State is "failed" or "warning");
        Assert.Equal(0, exitCode);
        var destination = server.Account(DestinationId);
        Assert.Equal(["team/api"], destination.Repositories.Select(repository => repository.Name));
        Assert.Empty(destination.Repository("team/api").Manifests);
        Assert.Null(destination.Repository("team/api").LifecyclePolicy);
        Assert.Empty(destination.Repository("team/api").Options.Tags);
    }

    [Fact(Timeout = Patience)]
    public async Task A_repository_without_a_policy_for_the_role_is_named_with_the_document_that_it_lacks()
    {
        await using var server = await StartAsync();
        server.Account(SourceId).SetRepositoryPolicy("team/api", null);

        var (exitCode, findings) = await ExamineAsync(server);

        Assert.Equal(5, exitCode);
        Assert.Equal(
            ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], findings.Select(finding => finding.Action).OfType<string>().Order());
        Assert.All(
            findings.Where(finding => finding.State == "failed"),
            finding => Assert.Contains("cmp-promoter iam source", finding.Cure, StringComparison.Ordinal));
    }

    [Fact(Timeout = Patience)]
    public async Task A_role_that_does_not_trust_the_pod_is_named_as_such()
    {
        await using var server = await StartAsync(new AssumableRole { Arn = Reader, TrustedPrincipals = ["nobody"] });

        var (exitCode, findings) = await ExamineAsync(server, $"roleArn: {Reader}");

        Assert.Equal(5, exitCode);
        var failed = Assert.Single(findings, finding => finding.State == "failed");
        Assert.Equal("sts:AssumeRole", failed.Action);
    }

    [Fact(Timeout = Patience)]
    public async Task What_only_creating_would_show_is_said_to_be_not_looked_at()
    {
        await using var server = await StartAsync();

        var (exitCode, findings) = await ExamineAsync(server, creation: "encryption: {type: KMS, kmsKey: alias/promoted}");

        Assert.Equal(0, exitCode);
        var note = Assert.Single(findings, finding => finding.State == "note" && finding.Text.Contains("kms:", StringComparison.Ordinal));
        Assert.All(
            AwsActions.All.Where(action => action.Need is ActionNeed.CreationKey),
            action => Assert.Contains(action.Name, note.Text, StringComparison.Ordinal));
    }

    [Fact(Timeout = Patience)]
    public async Task A_registry_that_does_not_answer_is_given_up_in_time()
    {
        await using var server = await StartAsync(latency: TimeSpan.FromMinutes(5));

        var (exitCode, findings) = await ExamineAsync(server, timeout: "1s");

        Assert.Equal(5, exitCode);
        Assert.All(
            findings.Where(finding => finding.State == "failed"),
            finding => Assert.Contains("no answer within 1 s", finding.Text, StringComparison.Ordinal));
    }

    private static async Task<LocalEcrServer> StartAsync(AssumableRole? role = null, TimeSpan latency = default)
    {
        var server = await LocalEcrServer.StartAsync(new LocalEcrOptions { Roles = role is null ? [] : [role], Latency = latency });
        server.Account(SourceId).PushImage("team/api", "1", new ImageSpec());
        server.Account(SourceId).SetRepositoryPolicy("team/api", PullByDestination);
        server.Account(DestinationId).CreateRepository("team/api");
        return server;
    }

    private static async Task<(int ExitCode, ImmutableArray<Found> Findings)> ExamineAsync(
        LocalEcrServer server, string source = "", string timeout = "30s", string creation = "tags: {owner: team}, lifecyclePolicy: '{\"rules\":[]}'")
    {
        ExternalTool.Kubectl();
        var (origin, target) = (server.Account(SourceId), server.Account(DestinationId));
        using var overlay = Overlay.Naming($"{target.RegistryName}/team/api:1").Configure($$"""
            apiVersion: cmp-promoter/v1
            kind: Promotion
            destination:
              registry: {{target.RegistryName}}
              endpoint: {{Endpoint(server, target)}}
              createRepositories: {{{creation}}}
            sources:
            - registry: {{origin.RegistryName}}
              endpoint: {{Endpoint(server, origin)}}
              {{source}}
            """);
        var result = await new PromoterProcess()
            .WithAwsKey("AKIA" + DestinationId)
            .With("AWS_ENDPOINT_URL_ECR", server.ApiEndpoint.ToString())
            .With("AWS_ENDPOINT_URL_STS", server.StsEndpoint.ToString())
            .Guarding(() => server.IssuedPasswords)
            .RunAsync("doctor", "--config", overlay.ConfigurationPath, "--overlay", overlay.Path, "-o", "json", "--timeout", timeout);
        using var report = JsonDocument.Parse(result.OutputText);
        Assert.Equal(result.ExitCode, report.RootElement.GetProperty("exitCode").GetInt32());
        return (result.ExitCode, [.. report.RootElement.GetProperty("findings").EnumerateArray().Select(Read)]);
    }

    private static string Endpoint(LocalEcrServer server, EcrAccount account) =>
        server.RegistryEndpoint(account.AccountId).GetLeftPart(UriPartial.Authority);

    private static Found Read(JsonElement finding) => new(
        finding.GetProperty("state").GetString(),
        finding.GetProperty("text").GetString() ?? "",
        Find(finding, "action"),
        Find(finding, "cure"));

    private static string? Find(JsonElement finding, string name) =>
        finding.TryGetProperty(name, out var value) ? value.GetString() : null;

    private sealed record Found(string? State, string Text, string? Action, string? Cure);
}
