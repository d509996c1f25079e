using CmpPromoter.ArgoCd;

namespace CmpPromoter.Tests.ArgoCd;

/// <summary>The variables that repo-server makes of an Application.</summary>
public sealed class ManifestRequestTests
{
    private static readonly ManifestRequest Request = new()
    {
        Checkout = "/repository",
        Path = "overlays/production",
        Application = "team-a_shop",
        Project = "team-a",
    };

    [Fact]
    public void The_standard_variables_come_first()
    {
        Assert.Equal(
            [
                "ARGOCD_APP_NAME=team-a_shop", "ARGOCD_APP_NAMESPACE=shop", "ARGOCD_APP_PROJECT_NAME=team-a",
                "ARGOCD_APP_REVISION=4f0c7e1d2b3a495867f1e2d3c4b5a69788990011", "ARGOCD_APP_REVISION_SHORT=4f0c7e1",
                "ARGOCD_APP_REVISION_SHORT_8=4f0c7e1d", "ARGOCD_APP_SOURCE_REPO_URL=https://git.example.com/shop/infra.git",
                "ARGOCD_APP_SOURCE_PATH=overlays/production", "ARGOCD_APP_SOURCE_TARGET_REVISION=main", "KUBE_VERSION=1.33.1",
                "KUBE_API_VERSIONS=v1,apps/v1,apps/v1/Deployment", "ARGOCD_APP_PARAMETERS=null",
            ],
            Texts(Request));
    }

    [Fact]
    public void Before_Argo_CD_3_there_is_no_project() =>
        Assert.DoesNotContain(Texts(Request with { Project = null }), text => text.StartsWith("ARGOCD_APP_PROJECT_NAME=", StringComparison.Ordinal));

    [Fact]
    public void The_authors_variables_get_a_prefix_and_see_the_standard_ones_only()
    {
        var plugin = new PluginSource
        {
            Environment = [KeyValuePair.Create("PATH", "/evil"), KeyValuePair.Create("X", "$ARGOCD_APP_NAME/${HOME}/$$HOME")],
        };

        var texts = Texts(Request with { Plugin = plugin });

        Assert.Contains("ARGOCD_ENV_PATH=/evil", texts);
        Assert.Contains("ARGOCD_ENV_X=team-a_shop//$HOME", texts);
        Assert.DoesNotContain("PATH=/evil", texts);
    }

    [Fact]
    public void Parameters_come_as_JSON_and_one_by_one()
    {
        var plugin = new PluginSource
        {
            Parameters =
            [
                new PluginParameter("namePrefix") { Text = "a=b" },
                new PluginParameter("images") { List = ["x:1", "y:2"] },
                new PluginParameter("common-labels") { Map = ImmutableSortedDictionary<string, string>.Empty.Add("app.kubernetes.io/x", "1") },
            ],
        };

        var texts = Texts(Request with { Plugin = plugin });

        Assert.Equal(
            [
                """ARGOCD_APP_PARAMETERS=[{"name":"namePrefix","string":"a=b"},{"array":["x:1","y:2"],"name":"images"},{"map":{"app.kubernetes.io/x":"1"},"name":"common-labels"}]""",
                "PARAM_NAMEPREFIX=a=b", "PARAM_IMAGES_0=x:1", "PARAM_IMAGES_1=y:2", "PARAM_COMMON_LABELS_APP_KUBERNETES_IO_X=1",
            ],
            texts[^5..]);
    }

    [Fact]
    public void A_discovered_plugin_gets_no_parameters() =>
        Assert.DoesNotContain(Texts(Request with { Plugin = null }), text => text.StartsWith("ARGOCD_APP_PARAMETERS=", StringComparison.Ordinal));

    private static string[] Texts(ManifestRequest request) =>
        [.. request.Environment().Select(variable => $"{variable.Key}={variable.Value}")];
}
