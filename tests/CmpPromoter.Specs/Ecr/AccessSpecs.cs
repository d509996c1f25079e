using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Identity;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Ecr;

/// <summary>Who may pull and push: one principal with a repository policy, or a role on each side.</summary>
public sealed class AccessSpecs
{
    private const string SourceRole = $"arn:aws:iam::{EcrPair.DevelopmentId}:role/promotion-source";
    private const string DestinationRole = $"arn:aws:iam::{EcrPair.ProductionId}:role/promotion-destination";
    private const string ProductionPrincipals = $"arn:aws:iam::{EcrPair.ProductionId}:*";

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_source_repository_without_a_policy_for_production_refuses_with_its_own_sentence()
    {
        await using var pair = await EcrPair.StartAsync();
        pair.Seed("team/api", "1");
        pair.Source.SetRepositoryPolicy("team/api", null);
        using var overlay = pair.Naming("team/api:1");

        var result = await pair.GenerateAsync(overlay);

        Assert.Equal((5, ""), (result.ExitCode, result.OutputText));
        Assert.Contains(
            "no resource-based policy allows the ecr:BatchGetImage action", result.Error, StringComparison.Ordinal);
        Assert.Equal("BatchGetImage 1", pair.DestinationRequests);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_destination_that_forbids_to_look_is_an_error_and_not_an_absence()
    {
        await using var pair = await EcrPair.StartAsync();
        pair.Seed("team/api", "1");
        pair.Destination.Deny("ecr:BatchGetImage");
        using var overlay = pair.Naming("team/api:1");

        var result = await pair.GenerateAsync(overlay);

        Assert.Equal((5, ""), (result.ExitCode, result.OutputText));
        Assert.Contains(
            "no identity-based policy allows the ecr:BatchGetImage action", result.Error, StringComparison.Ordinal);
        Assert.Equal("", pair.SourceRequests);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_role_on_each_side_needs_no_policy_between_the_accounts()
    {
        await using var pair = await EcrPair.StartAsync(new LocalEcrOptions
        {
            Roles =
            [
                new AssumableRole { Arn = SourceRole, ExternalId = "promotion" },
                new AssumableRole { Arn = DestinationRole, TrustedPrincipals = [ProductionPrincipals] },
            ],
        });
        var image = pair.Seed("team/api", "1");
        pair.Source.SetRepositoryPolicy("team/api", null);
        using var overlay = pair.Naming("team/api:1");
        overlay.Configure(pair.Configuration(
            $"roleArn: {DestinationRole}", $"roleArn: {SourceRole}\n  externalId: promotion"));

        await pair.PromoteAsync(overlay, WithTokenService(pair));

        Assert.Equal(image.Digest, pair.DigestOf("team/api", "1"));
        Assert.Equal(2, pair.Server.Log.Count("AssumeRole"));
        Assert.Equal(2, pair.Server.Log.Count("GetAuthorizationToken"));
        Assert.Equal(["promotion-source"], RolesAt(pair, EcrPair.DevelopmentId));
        Assert.Equal(["promotion-destination"], RolesAt(pair, EcrPair.ProductionId));
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task Two_roles_in_two_regions_serve_one_render()
    {
        const string Frankfurt = "eu-central-1";
        await using var pair = await EcrPair.StartAsync(new LocalEcrOptions
        {
            Accounts =
            [
                new EcrAccountOptions { Id = EcrPair.DevelopmentId, Regions = [LocalEcrOptions.DefaultRegion, Frankfurt] },
                new EcrAccountOptions { Id = EcrPair.ProductionId },
            ],
            Roles = [new AssumableRole { Arn = SourceRole, ExternalId = "promotion" }, new AssumableRole { Arn = DestinationRole }],
        });
        var source = pair.Server.Account(EcrPair.DevelopmentId, Frankfurt);
        var image = source.PushImage("team/api", "1");
        pair.Destination.CreateRepository("team/api");
        using var overlay = pair.Naming("team/api:1");
        overlay.Configure(pair.Configuration($"roleArn: {DestinationRole}", $"roleArn: {SourceRole}\n  externalId: promotion")
            .Replace(pair.Source.RegistryName, source.RegistryName, StringComparison.Ordinal)
            .Replace(
                Authority(pair.Server.RegistryEndpoint(EcrPair.DevelopmentId)),
                Authority(pair.Server.RegistryEndpoint(EcrPair.DevelopmentId, Frankfurt)),
                StringComparison.Ordinal));

        await pair.PromoteAsync(overlay, WithTokenService(pair));

        Assert.Equal(image.Digest, pair.DigestOf("team/api", "1"));
        Assert.Equal(2, pair.Server.Log.Count("AssumeRole"));
        Assert.Equal(2, pair.Server.Log.Count("GetAuthorizationToken"));
        Assert.Equal(["promotion-source"], RolesAt(pair, EcrPair.DevelopmentId));
        Assert.Equal(["promotion-destination"], RolesAt(pair, EcrPair.ProductionId));
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_role_that_does_not_trust_the_pod_fails_with_the_token_service_s_sentence()
    {
        await using var pair = await EcrPair.StartAsync(new LocalEcrOptions
        {
            Roles = [new AssumableRole { Arn = SourceRole, ExternalId = "another" }],
        });
        pair.Seed("team/api", "1");
        using var overlay = pair.Naming("team/api:1");
        overlay.Configure(pair.Configuration(source: $"roleArn: {SourceRole}"));

        var result = await pair.GenerateAsync(overlay, WithTokenService(pair));

        Assert.Equal((5, ""), (result.ExitCode, result.OutputText));
        const string Sentence = $"not authorized to perform: sts:AssumeRole on resource: {SourceRole}";
        Assert.Contains(Sentence, result.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task The_environment_can_say_where_the_API_is()
    {
        await using var pair = await EcrPair.StartAsync();
        var image = pair.Seed("team/api", "1");
        using var overlay = pair.Naming("team/api:1");
        overlay.Configure(pair.Configuration(namesApi: false));

        var api = pair.Server.ApiEndpoint.ToString();
        await pair.PromoteAsync(overlay, EcrPair.Promoter().With("AWS_ENDPOINT_URL_ECR", api));

        Assert.Equal(image.Digest, pair.DigestOf("team/api", "1"));
        Assert.Equal("BatchGetImage 2, GetBlob 3, LayerDownload 3, Referrers 1", pair.SourceRequests);
    }

    private static string Authority(Uri endpoint) => endpoint.GetLeftPart(UriPartial.Authority);

    private static PromoterProcess WithTokenService(EcrPair pair) =>
        EcrPair.Promoter().With("AWS_ENDPOINT_URL_STS", pair.Server.StsEndpoint.ToString());

    /// <summary>The roles under which a registry was asked, besides downloads, which need none.</summary>
    private static IEnumerable<string> RolesAt(EcrPair pair, string accountId) => pair.Server.Log.Entries
        .Where(entry => entry.AccountId == accountId && entry.Operation is not ("AssumeRole" or "LayerDownload"))
        .Select(entry => entry.Principal?.Split('/') is [_, var role, ..] ? role : $"no role for {entry.Operation}")
        .Distinct();
}
