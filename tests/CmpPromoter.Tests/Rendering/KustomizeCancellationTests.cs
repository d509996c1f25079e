namespace CmpPromoter.Tests.Rendering;

/// <summary>A cancelled render ends soon and leaves nothing behind.</summary>
public sealed class KustomizeCancellationTests : IDisposable
{
    private readonly DummyOverlay overlay = new();

    public void Dispose() => overlay.Dispose();

    [Fact(Timeout = 90_000)]
    public async Task A_kustomize_that_ignores_signals_is_killed()
    {
        using var cancel = new CancellationTokenSource();
        overlay.With("mode", "hang").Listen();
        var rendering = overlay.Renderer().RenderAsync(overlay.Path, cancel.Token);
        var kustomize = await overlay.AcceptAsync();

        await cancel.CancelAsync();

        await AssertCancelledAsync(rendering, cancel.Token);
        await DummyOverlay.EndAsync(kustomize);
    }

    [Fact(Timeout = 90_000)]
    public async Task What_kustomize_started_is_killed_with_it()
    {
        using var cancel = new CancellationTokenSource();
        overlay.With("mode", "family").Listen();
        var rendering = overlay.Renderer().RenderAsync(overlay.Path, cancel.Token);
        var one = await overlay.AcceptAsync();
        var other = await overlay.AcceptAsync();

        await cancel.CancelAsync();

        await AssertCancelledAsync(rendering, cancel.Token);
        await DummyOverlay.EndAsync(one);
        await DummyOverlay.EndAsync(other);
    }

    [Fact(Timeout = 90_000)]
    public async Task An_orphan_that_keeps_stdout_open_does_not_hold_a_cancelled_render()
    {
        using var cancel = new CancellationTokenSource();
        overlay.With("mode", "orphan").With("stdout", "a: b\n").Listen();
        var rendering = overlay.Renderer().RenderAsync(overlay.Path, cancel.Token);
        using var orphan = await overlay.AcceptAsync();

        await cancel.CancelAsync();

        await AssertCancelledAsync(rendering, cancel.Token);
    }

    [Fact]
    public async Task A_cancelled_token_starts_nothing()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        await AssertCancelledAsync(overlay.Renderer().RenderAsync(overlay.Path, cancel.Token), cancel.Token);

        Assert.False(File.Exists(Path.Combine(overlay.Path, "arguments")));
    }

    private static async Task AssertCancelledAsync(Task rendering, CancellationToken expected)
    {
        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => rendering.WaitAsync(DummyOverlay.Patience));
        Assert.Equal(expected, exception.CancellationToken);
    }
}
