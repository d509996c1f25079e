using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Tests.Rendering;

/// <summary>What a user reads when there is no rendering.</summary>
public sealed class KustomizeFailureTests : IDisposable
{
    private readonly DummyOverlay overlay = new();

    private string Command => $"kustomize build {overlay.Path}";

    public void Dispose() => overlay.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task A_failure_is_told_with_command_exit_code_and_the_reason_given()
    {
        overlay.With("exitcode", "1").With("stdout", "half: a manifest\n").With(
            "stderr",
            "\e[31mError:\e[0m accumulating resources: \u0007'/tmp/_cmp_server/0d1f0a7e-1111-2222-3333-444455556666/base'\n"
            + "fetching https://user:token@git.example.com/x failed\n");

        Assert.Equal(
            $"""
            Rendering {overlay.Path}: `{Command}` ended with exit code 1; the same command in a checkout shows the same. It said:
              Error: accumulating resources: 'base'
              fetching https://…@git.example.com/x failed
            """,
            await FailureAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_path_inside_the_overlay_is_shown_as_the_caller_named_it()
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), overlay.Path);
        overlay.With("exitcode", "1").With("stderr", $"cannot read {overlay.Path}/deployment.yaml");

        var message = await FailureAsync(relative);

        Assert.EndsWith($"It said:\n  cannot read {relative}/deployment.yaml", message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_a_very_long_complaint_the_end_is_told()
    {
        overlay.With("exitcode", "1").With("stderr", $"{string.Concat(Enumerable.Repeat("noise\n", 50_000))}the reason");

        var lines = (await FailureAsync()).Split('\n');

        Assert.Equal("  (234474 bytes before this are left out)", lines[1]);
        Assert.Equal("  the reason", lines[^1]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_silent_failure_says_so()
    {
        overlay.With("exitcode", "137");

        Assert.Equal(
            $"Rendering {overlay.Path}: `{Command}` ended with exit code 137 (killed; often the container's memory limit); "
            + "the same command in a checkout shows the same. It said nothing.",
            await FailureAsync());
    }

    [Theory(Timeout = 60_000)]
    [InlineData("")]
    [InlineData(" \r\n\t\n")]
    public async Task An_empty_success_is_a_failure(string output)
    {
        overlay.With("stdout", output);

        Assert.Equal(
            $"Rendering {overlay.Path}: `{Command}` succeeded and wrote nothing. "
            + "Add a resource to the overlay, or delete the application instead.",
            await FailureAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task An_endless_output_is_stopped_at_the_limit()
    {
        overlay.With("mode", "flood");

        Assert.Equal(
            $"Rendering {overlay.Path}: `{Command}` wrote more than 1000000 bytes, which Argo CD would not take. Split the overlay.",
            await FailureAsync(maxOutputBytes: 1_000_000));
    }

    [Fact]
    public async Task A_missing_directory_is_refused_before_anything_starts() => Assert.Equal(
        "Rendering --output=x: there is no such directory. Give the path of an overlay in the checkout.",
        await FailureAsync("--output=x"));

    [Fact]
    public async Task A_directory_without_kustomization_is_refused_before_anything_starts()
    {
        File.Delete(Path.Combine(overlay.Path, "kustomization.yaml"));

        Assert.Equal(
            $"Rendering {overlay.Path}: the directory holds no kustomization.yaml, kustomization.yml or Kustomization. "
            + "Give the path of an overlay, or add a kustomization to this one.",
            await FailureAsync());
    }

    [Fact]
    public async Task An_absent_kustomize_is_told_with_the_places_searched()
    {
        var inside = Path.Combine(overlay.Path, "bin");

        Assert.Equal(
            $"Rendering {overlay.Path}: neither kustomize nor kubectl is on PATH (searched: /none:/nowhere; "
            + $"left out, because relative or inside the overlay: bin:{inside}:.). Install one of them where this program runs.",
            await FailureAsync(path: $"/none:bin:{inside}::/nowhere:."));
    }

    [Fact]
    public async Task A_kustomize_that_the_author_brings_along_is_not_started()
    {
        DummyOverlay.WriteProgram(Path.Combine(overlay.Path, "bin", "kustomize"), "#!/bin/sh\necho 'a: b'\n");

        var message = await FailureAsync(path: $"{overlay.Path}/../overlay/bin");

        Assert.Contains("neither kustomize nor kubectl is on PATH", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kustomize_that_is_no_program_is_told()
    {
        var path = Path.Combine(overlay.BinDirectory, "kustomize");
        DummyOverlay.WriteProgram(path, "\u007fELF of another machine");

        var message = await FailureAsync();

        Assert.StartsWith($"Rendering {overlay.Path}: {path} could not be started: ", message, StringComparison.Ordinal);
        Assert.EndsWith("Install a kustomize for this machine.", message, StringComparison.Ordinal);
    }

    private async Task<string> FailureAsync(string? directory = null, string? path = null, int maxOutputBytes = 1_000_000)
    {
        var renderer = overlay.Renderer(
            environment: new ProcessEnvironment([KeyValuePair.Create("PATH", path ?? overlay.BinDirectory)]),
            maxOutputBytes: maxOutputBytes);
        var exception = await Assert.ThrowsAsync<PromoterException>(
            () => renderer.RenderAsync(directory ?? overlay.Path, TestContext.Current.CancellationToken));
        Assert.Equal(FailureKind.Render, exception.Kind);
        return exception.Message;
    }
}
