using CmpPromoter.Specs.Setting;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Daemon;

/// <summary>A promotion as OpenTelemetry shows it, over both containers.</summary>
public sealed class TracesSpecs
{
    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task A_render_is_one_trace_from_generate_down_to_the_blobs_that_the_daemon_moves()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var world = await DaemonWorld.StartWithAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Endpoint),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_BSP_SCHEDULE_DELAY", "100"));
        var image = world.Accounts.Offer("team/api", "1");
        using var overlay = world.Accounts.OverlayNaming("team/api:1");

        (await world.GenerateAsync(overlay)).AssertSucceeded(await overlay.KustomizeAsync());
        var spans = await collector.ReceivedAsync(all => all.Any(span => span.Name == "promote") && all.Any(span => span.Name == "generate"));

        Assert.Single(spans.Select(span => span.TraceId).Distinct());
        Assert.Equal(
            [
                "blob < copy", "blob < copy", "blob < copy", "copy < promote", "generate < ", "plan < promote", "promote < generate",
                "render < generate",
            ],
            spans.Select(span => $"{span.Name} < {spans.SingleOrDefault(parent => parent.SpanId == span.ParentSpanId)?.Name}").Order(StringComparer.Ordinal));
        Assert.Equal(3, image.Blobs.Length);
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task A_collector_that_nobody_runs_keeps_no_render_from_its_manifests()
    {
        using var nobody = new ClosedPort();
        await using var world = await DaemonWorld.StartWithAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://{nobody.Host}"));
        world.Accounts.Offer("team/api", "1");
        using var overlay = world.Accounts.OverlayNaming("team/api:1");

        (await world.GenerateAsync(overlay)).AssertSucceeded(await overlay.KustomizeAsync());
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task A_collectors_address_that_is_none_is_refused()
    {
        var result = await new PromoterProcess().With("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317").RunAsync("version");

        result.AssertFailed(2, "OTEL_EXPORTER_OTLP_ENDPOINT=collector:4317 is no address. Write http://HOST:PORT");
    }
}
