using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Ecr;

/// <summary>Who may have images copied, by what Argo CD says of the application; nothing of it is the author's to set.</summary>
public sealed class PolicySpecs
{
    private const string Rules = """

        policy:
          projects:
          - {project: team-a, repositories: ["team-a/**"]}
        """;

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task Uploaded_files_are_rendered_and_never_promoted()
    {
        await using var pair = await EcrPair.StartAsync();
        pair.Seed("team-a/api", "1");
        using var overlay = pair.Naming("team-a/api:1");

        var result = await pair.GenerateAsync(overlay, InArgoCd("team-a", revision: "streamed"));

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(await overlay.KustomizeAsync(), result.Output);
        Assert.Contains(
            $"{pair.Destination.RegistryName}/team-a/api:1 is not at the destination: uploaded files are rendered, never promoted",
            result.Error,
            StringComparison.Ordinal);
        Assert.Null(pair.DigestOf("team-a/api", "1"));
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_project_promotes_what_its_rules_name_and_nothing_else()
    {
        await using var pair = await EcrPair.StartAsync();
        pair.Seed("team-a/api", "1");
        pair.Seed("team-b/api", "1");
        using var overlay = pair.Naming("team-a/api:1", "team-b/api:1");
        overlay.Configure(pair.Configuration() + Rules);

        var result = await pair.GenerateAsync(overlay, InArgoCd("team-a"));

        Assert.Equal((4, ""), (result.ExitCode, result.OutputText));
        Assert.Contains("project team-a may not promote repository team-b/api", result.Error, StringComparison.Ordinal);
        Assert.NotNull(pair.DigestOf("team-a/api", "1"));
        Assert.Null(pair.DigestOf("team-b/api", "1"));
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_render_without_a_project_promotes_nothing_once_there_is_a_rule()
    {
        await using var pair = await EcrPair.StartAsync();
        pair.Seed("team-a/api", "1");
        using var overlay = pair.Naming("team-a/api:1");
        overlay.Configure(pair.Configuration() + Rules);

        var result = await pair.GenerateAsync(overlay);

        Assert.Equal((4, ""), (result.ExitCode, result.OutputText));
        Assert.Contains("ARGOCD_APP_PROJECT_NAME", result.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task An_author_cannot_pass_for_another_project()
    {
        await using var pair = await EcrPair.StartAsync();
        pair.Seed("team-a/api", "1");
        using var overlay = pair.Naming("team-a/api:1");
        overlay.Configure(pair.Configuration() + Rules);
        var author = InArgoCd("team-b")
            .With("ARGOCD_ENV_ARGOCD_APP_PROJECT_NAME", "team-a")
            .With("PARAM_PROJECT", "team-a");

        var result = await pair.GenerateAsync(overlay, author);

        Assert.Equal((4, ""), (result.ExitCode, result.OutputText));
        Assert.Null(pair.DigestOf("team-a/api", "1"));
    }

    private static PromoterProcess InArgoCd(string project, string revision = "1a2b3c4d5e6f7081920a1b2c3d4e5f60718293a4") => EcrPair.Promoter()
        .With("ARGOCD_APP_NAME", "api")
        .With("ARGOCD_APP_PROJECT_NAME", project)
        .With("ARGOCD_APP_REVISION", revision);
}
