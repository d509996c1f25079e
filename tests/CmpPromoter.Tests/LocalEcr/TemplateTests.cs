using System.Net;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Accounts;

namespace CmpPromoter.Tests.LocalEcr;

public sealed class TemplateTests
{
    private const int Patience = 30_000;

    [Fact(Timeout = Patience)]
    public async Task The_most_specific_template_makes_the_repository_of_a_push_and_of_nothing_else()
    {
        await using var server = await LocalEcrServer.StartAsync();
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);
        await CreateAsync(client, """{"prefix": "ROOT", "appliedFor": ["CREATE_ON_PUSH"]}""");
        await CreateAsync(
            client,
            """{"prefix": "team", "appliedFor": ["CREATE_ON_PUSH"], "imageTagMutability": "IMMUTABLE", "lifecyclePolicy": "{}"}""");
        await CreateAsync(client, """{"prefix": "team/api", "appliedFor": ["PULL_THROUGH_CACHE"]}""");

        using var pull = await client.GetAsync("/v2/team/api/x/manifests/1");
        await client.UploadAsync("team/api/x", [1]);
        await client.UploadAsync("team-b/x", [1]);

        var account = server.Account(EcrClient.Destination);
        Assert.Equal(HttpStatusCode.NotFound, pull.StatusCode);
        Assert.Equal(TagMutability.Immutable, account.Repository("team/api/x").Options.TagMutability);
        Assert.Equal("{}", account.Repository("team/api/x").LifecyclePolicy);
        Assert.Equal(TagMutability.Mutable, account.Repository("team-b/x").Options.TagMutability);
    }

    [Fact(Timeout = Patience)]
    public async Task Another_accounts_push_creates_nothing()
    {
        await using var server = await LocalEcrServer.StartAsync(
            new LocalEcrOptions { MissingRepositoryHangsUp = false });
        server.Account(EcrClient.Destination).AddCreationTemplate(
            new CreationTemplate(CreationTemplate.Root, new RepositoryOptions()));
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source, registryOf: EcrClient.Destination);

        using var response = await client.SendAsync(HttpMethod.Post, "/v2/team/api/blobs/uploads/");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(server.Account(EcrClient.Destination).Repositories);
    }

    [Fact(Timeout = Patience)]
    public async Task A_template_is_described_changed_and_deleted_by_its_prefix()
    {
        await using var server = await LocalEcrServer.StartAsync();
        using var client = new EcrClient(server, EcrClient.Source);
        await CreateAsync(
            client, """{"prefix": "team", "appliedFor": ["CREATE_ON_PUSH", "REPLICATION"], "description": "a"}""");

        await client.ApiAsync("UpdateRepositoryCreationTemplate", """{"prefix": "team", "description": "b"}""");
        var (_, described) = await client.ApiAsync(
            "DescribeRepositoryCreationTemplates", """{"prefixes": ["team"]}""");
        var (deletion, _) = await client.ApiAsync("DeleteRepositoryCreationTemplate", """{"prefix": "team"}""");
        var (_, again) = await client.ApiAsync("DeleteRepositoryCreationTemplate", """{"prefix": "team"}""");

        var template = Assert.Single(described.GetProperty("repositoryCreationTemplates").EnumerateArray());
        Assert.Equal("b", template.GetProperty("description").GetString());
        Assert.Equal(
            ["CREATE_ON_PUSH", "REPLICATION"],
            template.GetProperty("appliedFor").EnumerateArray().Select(use => use.GetString()));
        Assert.Equal(
            (HttpStatusCode.OK, "TemplateNotFoundException"), (deletion, again.GetProperty("__type").GetString()));
    }

    [Theory(Timeout = Patience)]
    [InlineData("""{"prefix": "known", "appliedFor": ["CREATE_ON_PUSH"]}""", "TemplateAlreadyExistsException")]
    [InlineData("""{"prefix": "Team", "appliedFor": ["CREATE_ON_PUSH"]}""", "InvalidParameterException")]
    [InlineData("""{"prefix": "team"}""", "InvalidParameterException")]
    [InlineData("""{"prefix": "team", "appliedFor": ["PUSH"]}""", "InvalidParameterException")]
    [InlineData(
        """{"prefix": "team", "appliedFor": ["CREATE_ON_PUSH"], "resourceTags": [{"Key": "a", "Value": "b"}]}""",
        "InvalidParameterException")]
    public async Task What_is_no_template_is_refused(string json, string code)
    {
        await using var server = await LocalEcrServer.StartAsync();
        using var client = new EcrClient(server, EcrClient.Source);
        await CreateAsync(client, """{"prefix": "known", "appliedFor": ["CREATE_ON_PUSH"]}""");

        var (status, body) = await client.ApiAsync("CreateRepositoryCreationTemplate", json);

        Assert.Equal((HttpStatusCode.BadRequest, code), (status, body.GetProperty("__type").GetString()));
    }

    private static async Task CreateAsync(EcrClient client, string json) =>
        Assert.Equal(HttpStatusCode.OK, (await client.ApiAsync("CreateRepositoryCreationTemplate", json)).Status);
}
