using System.Text.RegularExpressions;
using CmpPromoter.ArgoCd;
using CmpPromoter.LocalEcr.Log;

namespace CmpPromoter.Specs.ArgoCd;

/// <summary>What an application's author writes into the Application decides nothing that is the administrator's.</summary>
public sealed partial class AuthorsInArgoCd
{
    private const string Evil = "http://127.0.0.1:9/evil";

    /// <summary>What the program and what it is built on read from the environment.</summary>
    private static readonly ImmutableArray<string> Variables =
    [
        "CMP_PROMOTER_CONFIG", "CMP_PROMOTER_SOCKET", "PATH", "HOME", "TMPDIR", "AWS_ACCESS_KEY_ID", "AWS_ROLE_ARN", "AWS_REGION",
        "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_ECR", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "HTTPS_PROXY", "HTTP_PROXY", "DOCKER_CONFIG",
        "ARGOCD_APP_PROJECT_NAME", "ARGOCD_APP_REVISION", "ARGOCD_APP_NAME", "ARGOCD_APP_PARAMETERS", "ARGOCD_APP_SOURCE_PATH",
    ];

    [Fact(Timeout = 120_000)]
    public async Task No_variable_changes_where_anything_comes_from_or_goes_to()
    {
        await using var world = await ArgoCdWorld.StartShopAsync();
        ImmutableArray<string> names = [.. Variables, .. ConfigurationKeys().SelectMany(Spellings)];
        await RequestsAsync(world, []);

        var plain = await RequestsAsync(world, []);
        var tried = await RequestsAsync(
            world, [.. names.SelectMany(name => new[] { $"ARGOCD_ENV_{name}", $"PARAM_{name}" }).Select(name => KeyValuePair.Create(name, Evil))]);

        Assert.Contains("registry", names);
        Assert.Equal(plain, tried);
        Assert.Equal(["2.4.0"], world.TheDestination.Repository("shop/api").Tags.Keys);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_parameter_of_a_configuration_key_is_refused_before_anything_is_asked()
    {
        await using var world = await ArgoCdWorld.StartShopAsync();
        var plugin = new PluginSource { Parameters = [new PluginParameter("destination.registry") { Text = Evil }] };

        var result = await world.Argo.GenerateAsync(world.Shop with { Plugin = plugin });

        Assert.Equal(Repository.Golden("parameter-unknown"), result.Condition);
        Assert.Empty(world.Ecr.Log.Entries);
    }

    /// <summary>A render with these variables besides Argo CD's own: what was asked of whom.</summary>
    private static async Task<IReadOnlyList<(string?, AccessOrigin, string)>> RequestsAsync(
        ArgoCdWorld world, ImmutableArray<KeyValuePair<string, string>> variables)
    {
        world.Ecr.Log.Clear();
        var application = world.Shop;
        var reply = await world.Plugins.GenerateManifestAsync(
            new PluginRequest
            {
                Checkout = application.Checkout,
                Path = application.Path,
                Environment = [.. application.Environment(), .. variables],
            },
            TestContext.Current.CancellationToken);
        Assert.Single(reply.Manifests);
        return [.. world.Ecr.Log.Entries.Select(entry => (entry.AccountId, entry.Origin, entry.Operation))];
    }

    /// <summary>Every key that a promotion file may hold, as the readers of the file list them.</summary>
    private static IEnumerable<string> ConfigurationKeys() =>
        Directory.EnumerateFiles(Repository.File("src/CmpPromoter/Configuration"), "*Binder.cs")
            .SelectMany(file => Key().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["key"].Value)
            .Distinct();

    private static IEnumerable<string> Spellings(string key) =>
        [key, $"destination.{key}", $"sources.0.{key}", $"render_{key}", key.ToUpperInvariant(), $"CMP_PROMOTER_{key.ToUpperInvariant()}"];

    [GeneratedRegex(@"""(?<key>[a-z][a-zA-Z]+)""")]
    private static partial Regex Key();
}
