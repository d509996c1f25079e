using System.Globalization;
using System.Text;
using CmpPromoter.Oci;
using CmpPromoter.Promotion;
using CmpPromoter.Registry;
using CmpPromoter.Tests.Fakes;

namespace CmpPromoter.Tests.Promotion;

public sealed class PlanMeasurerTests
{
    private readonly MemoryRegistry source = new("source.example");
    private readonly MemoryRegistry destination = new("destination.example");

    [Fact]
    public async Task What_images_share_is_sent_once_and_what_the_destination_has_not_at_all()
    {
        var api = source.AddImage("api", "1", "base layer", "api");
        var web = source.AddImage("web", "1", "base layer", "web!");
        destination.AddBlob("web", "web!"u8.ToArray());

        var plan = await MeasureAsync(Missing("api", api), Missing("web", web));

        var (apiSize, webSize) = (api.Blobs.Sum(blob => blob.SizeBytes), web.Blobs.Sum(blob => blob.SizeBytes));
        Assert.Equal([new ImageSize(apiSize, 0), new ImageSize(webSize, 4)], plan.Steps.Select(step => step.Size));
        Assert.Equal(apiSize + webSize - 4 - "base layer".Length, plan.SendBytes);
    }

    [Fact]
    public async Task All_platforms_of_an_index_are_read_in_one_batch()
    {
        var (amd, arm) = (source.AddImage("api", null, "amd"), source.AddImage("api", null, "arm64"));
        var index = source.AddIndex("api", "1", amd, arm);

        var plan = await MeasureAsync(Missing("api", index));

        Assert.Equal(amd.Blobs.Concat(arm.Blobs).Sum(blob => blob.SizeBytes), plan.Steps[0].Size!.Bytes);
        Assert.Single(source.Calls);
        Assert.Single(destination.Calls);
    }

    [Theory]
    [InlineData("\"2026-10-01T10:00:00.5Z\"", "2026-10-01")]
    [InlineData("\"2026-10-01T23:00:00-05:00\"", "2026-10-02")]
    [InlineData("\"1970-01-01T00:00:00Z\"", null)]
    [InlineData("\"yesterday\"", null)]
    [InlineData("17", null)]
    public async Task An_image_is_as_old_as_its_configuration_says(string created, string? expected)
    {
        var config = Encoding.UTF8.GetBytes($$"""{"created":{{created}}}""");
        var manifest = Manifest.Parse(
            Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                {"schemaVersion":2,"config":{"mediaType":"application/vnd.oci.image.config.v1+json",
                "digest":"{{source.AddBlob("api", config)}}","size":{{config.Length}}},"layers":[]}
                """)),
            null);
        source.AddManifest("api", manifest, "1");

        var plan = await MeasureAsync(Missing("api", manifest));

        Assert.Equal(expected, plan.Steps[0].CreatedAt?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task An_annotation_saves_the_configuration()
    {
        var manifest = Manifest.Parse(
            """{"schemaVersion":2,"layers":[],"annotations":{"org.opencontainers.image.created":"2026-10-01T10:00:00Z"}}"""u8.ToArray(), null);

        var plan = await MeasureAsync(Missing("api", manifest));

        Assert.Equal(new DateTimeOffset(2026, 10, 1, 10, 0, 0, TimeSpan.Zero), plan.Steps[0].CreatedAt);
        Assert.Empty(source.Calls);
    }

    [Fact]
    public async Task What_cannot_be_read_is_left_out_and_fails_no_plan()
    {
        var index = source.AddIndex("api", "1", source.AddImage("api", null, "amd"));
        var web = source.AddImage("web", "1", "web");
        source.Fail = call => call.Contains("api", StringComparison.Ordinal)
            ? new RegistryException(RegistryFault.Forbidden, source.Host, "403") : null;
        destination.Fail = _ => new RegistryException(RegistryFault.Forbidden, destination.Host, "403");

        var plan = await MeasureAsync(Missing("api", index), Missing("web", web));

        Assert.Null(plan.Steps[0].Size);
        Assert.Equal(0, plan.Steps[1].Size!.HeldBytes);
        Assert.Null(plan.SendBytes);
    }

    [Fact]
    public async Task Nothing_is_asked_for_what_is_there_or_lacks_only_a_tag()
    {
        var held = destination.AddImage("api", "1", "layer");

        await MeasureAsync(
            Plans.Step("destination.example/web:1", StepState.Present), Plans.Step("destination.example/api:2", StepState.Missing).From(destination, held));

        Assert.Empty(source.Calls);
        Assert.Empty(destination.Calls);
    }

    private PlanStep Missing(string name, Manifest manifest) =>
        Plans.Step($"destination.example/{name}:1", StepState.Missing).From(source, manifest);

    private Task<PromotionPlan> MeasureAsync(params PlanStep[] steps) =>
        new PlanMeasurer(destination).MeasureAsync(Plans.Plan(steps), CancellationToken.None);
}
