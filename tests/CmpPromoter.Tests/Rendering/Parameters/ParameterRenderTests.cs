namespace CmpPromoter.Tests.Rendering.Parameters;

/// <summary>
/// Each parameter against a kustomization as <c>kustomize edit</c> leaves it: same bytes. The application has options of its own,
/// because an edit replaces, merges or goes before those, and an overlay above it would not.
/// </summary>
public sealed class ParameterRenderTests : IDisposable
{
    private const string Own = """
        # The author's.
        namePrefix: prod-
        resources: [../../base]
        images:
        - {name: api, newName: registry.example/api, newTag: "1"}
        replicas:
        - {name: api, count: 2}
        commonAnnotations: {team: a, tier: "1"}
        configMapGenerator:
        - name: settings
          files: [files/settings]
        patches:
        - target: {kind: Deployment}
          patch: |-
            - op: add
              path: /spec/template/spec/hostNetwork
              value: false
        """;

    private readonly ParameterCheckout checkout = new();

    public void Dispose() => checkout.Dispose();

    /// <summary>The parameters, and what <c>kustomize edit</c> makes of the author's file: lines that go and lines that come.</summary>
    public static TheoryData<string, string, string> Options => new()
    {
        { """[{"name":"namePrefix","string":"new-"}]""", "namePrefix: prod-", "namePrefix: new-" },
        { """[{"name":"nameSuffix","string":"-b"}]""", "", "nameSuffix: -b" },
        { """[{"name":"namespace","string":"shop"}]""", "", "namespace: shop" },
        {
            """[{"name":"images","array":["api=other.example/api:2","other:3"]}]""",
            "- {name: api, newName: registry.example/api, newTag: \"1\"}",
            "- {name: api, newName: other.example/api, newTag: \"2\"}\n- {name: other, newTag: \"3\"}"
        },
        {
            """[{"name":"images","array":["api=*:2"]}]""",
            "- {name: api, newName: registry.example/api, newTag: \"1\"}",
            "- {name: api, newName: registry.example/api, newTag: \"2\"}"
        },
        {
            """[{"name":"images","array":["api:2"]}]""",
            "- {name: api, newName: registry.example/api, newTag: \"1\"}",
            "- {name: api, newTag: \"2\"}"
        },
        { """[{"name":"replicas","map":{"api":"5"}}]""", "- {name: api, count: 2}", "- {name: api, count: 5}" },
        { """[{"name":"commonLabels","map":{"env":"prod","on":"yes"}}]""", "", "commonLabels: {env: prod, \"on\": \"yes\"}" },
        {
            """[{"name":"commonAnnotations","map":{"tier":"2","note":"a: 'b' \"c\"\n# d"}}]""",
            "commonAnnotations: {team: a, tier: \"1\"}",
            "commonAnnotations: {team: a, tier: \"2\", note: \"a: 'b' \\\"c\\\"\\n# d\"}"
        },
        { """[{"name":"components","array":["../../components/service"]}]""", "", "components: [../../components/service]" },
        {
            """[{"name":"patches","array":["target: {kind: Deployment}\npatch: |-\n  - op: add\n    path: /spec/paused\n    value: true"]}]""",
            "patches:",
            "patches:\n- target: {kind: Deployment}\n  patch: |-\n    - op: add\n      path: /spec/paused\n      value: true"
        },
        { """[{"name":"patches","array":["path: files/patch.yaml"]}]""", "patches:", "patches:\n- path: files/patch.yaml" },
    };

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Options))]
    public async Task An_option_gives_what_kustomize_edit_and_build_give(string parameters, string gone, string come)
    {
        checkout.Write("apps/shop/files/patch.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec: {paused: true}\n");
        var edited = gone.Length == 0 ? $"{Own}\n{come}\n" : Own.Replace(gone, come, StringComparison.Ordinal);
        checkout.Write("apps/shop/kustomization.yaml", edited);
        var expected = await checkout.RenderAsync("null");
        checkout.Write("apps/shop/kustomization.yaml", Own);
        var untouched = await checkout.RenderAsync("null");

        var rendered = await checkout.RenderAsync(parameters);

        Assert.Equal(expected, rendered);
        Assert.NotEqual(untouched, rendered);
        Assert.Equal(Own, await File.ReadAllTextAsync(Path.Combine(checkout.Application, "kustomization.yaml")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(checkout.Temporary));
    }

    [Fact(Timeout = 120_000)]
    public async Task All_options_together_give_what_the_edits_together_give()
    {
        checkout.Write("apps/shop/kustomization.yaml", """
            {"namePrefix": "new-", "nameSuffix": "-b", "namespace": "shop", "resources": ["../../base"],
             "images": [{"name": "api", "newTag": "2"}], "replicas": [{"name": "api", "count": 5}], "commonLabels": {"env": "prod"},
             "commonAnnotations": {"note": "x"}, "components": ["../../components/service"]}
            """);
        var expected = await checkout.RenderAsync("null");
        checkout.Write("apps/shop/kustomization.yaml", """{"resources": ["../../base"], "images": null}""");

        var rendered = await checkout.RenderAsync("""
            [{"name":"namePrefix","string":"new-"},{"name":"nameSuffix","string":"-b"},{"name":"namespace","string":"shop"},
             {"name":"images","array":["api:2"]},{"name":"replicas","map":{"api":"5"}},{"name":"commonLabels","map":{"env":"prod"}},
             {"name":"commonAnnotations","map":{"note":"x"}},{"name":"components","array":["../../components/service"]}]
            """);

        Assert.Equal(expected, rendered);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_application_at_the_repositorys_root_is_rendered_too()
    {
        checkout.Write("kustomization.yaml", "resources: [base]\n");

        var rendered = await checkout.RenderAsync("""[{"name":"namePrefix","string":"root-"}]""", sourcePath: ".");

        Assert.Contains("name: root-api", rendered, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_component_that_is_there_is_not_added_twice()
    {
        checkout.Write("apps/shop/kustomization.yaml", "resources: [../../base]\ncomponents: [../../components/service]\n");
        var expected = await checkout.RenderAsync("null");

        Assert.Equal(expected, await checkout.RenderAsync("""[{"name":"components","array":["../../components/service"]}]"""));
    }
}
