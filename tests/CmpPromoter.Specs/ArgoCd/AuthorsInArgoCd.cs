using CmpPromoter.ArgoCd;

namespace CmpPromoter.Specs.ArgoCd;

/// <summary>What an application's author writes into the Application decides nothing that is the administrator's.</summary>
public sealed class AuthorsInArgoCd
{
    private static readonly ImmutableArray<string> Names =
    [
        "CMP_PROMOTER_CONFIG", "CMP_PROMOTER_SOCKET", "PATH", "HOME", "AWS_ACCESS_KEY_ID", "AWS_ROLE_ARN", "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_ECR", "config", "destination", "destination.registry", "destination.endpoint", "destination.apiEndpoint",
        "destination.roleArn", "destination.createRepositories", "sources", "sources.0.registry", "sources.0.endpoint",
        "render.buildOptions", "render.passEnvironment", "images.fields", "images.sweep", "copy.budget", "copy.concurrency",
    ];

    [Fact(Timeout = 120_000)]
    public async Task No_variable_and_no_parameter_changes_where_anything_comes_from_or_goes_to()
    {
        await using var world = await ArgoCdWorld.StartAsync();
        world.Offer("shop/api", "2.4.0");
        world.Commit("overlays/production", "shop/api:2.4.0");
        await using var argo = new RepoServer(world.Plugins, new RepoServerOptions(), world.Time);
        var plugin = new PluginSource
        {
            Environment = [.. Names.Select(name => KeyValuePair.Create(name, "http://127.0.0.1:9/evil"))],
            Parameters = [.. Names.Select(name => new PluginParameter(name) { Text = "http://127.0.0.1:9/evil" })],
        };

        var result = await argo.GenerateAsync(world.Application("shop", "overlays/production") with { Plugin = plugin });

        Assert.Null(result.Condition);
        Assert.Equal(["2.4.0"], world.TheDestination.Repository("shop/api").Tags.Keys);
    }
}
