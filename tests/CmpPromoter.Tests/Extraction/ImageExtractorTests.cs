using System.Text;
using CmpPromoter.Configuration;
using CmpPromoter.Oci;
using CmpPromoter.Overlays;

namespace CmpPromoter.Tests.Extraction;

public sealed class ImageExtractorTests
{
    public static TheoryData<string> Overlays { get; } = [.. Overlay.Names];

    /// <summary>JSON has no comments to mark a line with.</summary>
    public static TheoryData<string> OverlaysWithComments { get; } = [.. Overlay.Names.Where(name => name is not "json")];

    [Fact]
    public void There_are_overlays_of_many_shapes() => Assert.True(Overlay.Names.Length >= 20);

    [Theory]
    [MemberData(nameof(Overlays))]
    public void An_independent_walker_finds_the_same_images(string name)
    {
        var text = Overlay.Read(name);

        var found = Overlay.Extract(text).Select(use => (use.Resource.ToString(), use.FieldPath, use.Text, use.Line));

        Assert.Equal(IndependentWalker.Find(text).Order(), found.Order());
    }

    [Theory]
    [MemberData(nameof(OverlaysWithComments))]
    public void The_images_stand_in_the_lines_that_the_overlay_marks(string name)
    {
        var text = Overlay.Read(name);

        var lines = Overlay.Extract(text).Select(use => use.Line);

        Assert.Equal(Overlay.MarkedLines(text).Distinct().Order(), lines.Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Line_ends_of_Windows_and_a_byte_order_mark_change_nothing(string name)
    {
        var text = Overlay.Read(name);

        var found = Overlay.Extract("\uFEFF" + text.Replace("\n", "\r\n", StringComparison.Ordinal));

        Assert.Equal(Overlay.Extract(text), found);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void An_overlay_twice_in_one_stream_has_its_images_twice(string name)
    {
        var text = Overlay.Read(name);
        var once = Overlay.Extract(text);

        // A directive stands behind a document's end, a bare document behind a start.
        var between = text.StartsWith('%') ? "\n...\n" : "\n---\n";
        var twice = Overlay.Extract(text + between + text);

        var lines = text.Count(character => character == '\n') + 2;
        Assert.Equal([.. once, .. once.Select(use => use with { Line = use.Line + lines })], twice);
    }

    [Fact]
    public void A_use_says_what_image_stands_where()
    {
        var use = Overlay.Extract(Overlay.Read("deployment"))[0];

        var expected = new ImageUse
        {
            Reference = ImageReference.Parse($"{Overlay.Host}/team/migrate:1.2.3"),
            Text = $"{Overlay.Host}/team/migrate:1.2.3",
            Overlay = "overlays/test",
            Origin = ImageUseOrigin.Declared,
            Resource = new ResourceIdentity
            {
                ApiVersion = "apps/v1",
                Kind = "Deployment",
                Namespace = "team",
                Name = "api",
            },
            FieldPath = "spec.template.spec.initContainers[0].image",
            Line = 16,
        };
        Assert.Equal(expected, use);
    }

    [Fact]
    public void Uses_come_in_the_order_of_the_overlay()
    {
        var lines = Overlay.Extract(Overlay.Read("deployment")).Select(use => use.Line).ToList();

        Assert.Equal(lines.Order(), lines);
        Assert.Equal(4, lines.Count);
    }

    [Fact]
    public void Each_origin_is_told()
    {
        var origins = Overlay.Extract(Overlay.Read("deployment")).Concat(Overlay.Extract(Overlay.Read("configured")))
            .Select(use => use.Origin).Distinct();

        Assert.Equal([ImageUseOrigin.Declared, ImageUseOrigin.Swept, ImageUseOrigin.Configured], origins);
    }

    [Fact]
    public void An_item_of_a_list_is_a_resource_of_its_own()
    {
        var uses = Overlay.Extract(Overlay.Read("list"));

        Assert.Equal(
            ["Pod a/one", "Pod two", "Pod inner", "Basket not-a-list"], uses.Select(use => use.Resource.ToString()));
        Assert.Equal("spec.containers[0].image", uses[2].FieldPath);
        Assert.Equal("items[0].spec.containers[0].image", uses[3].FieldPath);
    }

    [Fact]
    public void Images_in_JSON_are_found()
    {
        var uses = Overlay.Extract(Overlay.Read("json"));

        Assert.Equal([$"{Overlay.Host}/team/a:1", $"{Overlay.Host}/team/b:1"], uses.Select(use => use.Text));
    }

    [Fact]
    public void An_alias_counts_where_it_stands()
    {
        var uses = Overlay.Extract(Overlay.Read("anchors"));

        Assert.Equal(
            [
                "spec.containers[0].image", "spec.containers[1].image", "spec.initContainers[0].image",
                "spec.ephemeralContainers[0].image", "spec.ephemeralContainers[1].image",
            ],
            uses.Where(use => use.Resource.Name == "anchored").Select(use => use.FieldPath));
    }

    [Theory]
    [InlineData("\"\\U0001F600\"")]
    [InlineData("\"\\ud83d\\ude00 \\/ \\t\"")]
    [InlineData("\U0001F600 \u00e9")]
    [InlineData("|2-\n      two more\n\n    none\n")]
    [InlineData("\n    several lines\n\n    of plain text")]
    [InlineData("'it''s: # not a comment'")]
    [InlineData("2024-01-01T00:00:00Z")]
    [InlineData("!!binary aGVsbG8=")]
    public void A_scalar_as_kustomize_or_JSON_writes_it_is_passed_over(string scalar)
    {
        var text = Overlay.Pod("nginx:1") + "data:\n  key: " + scalar + "\n";

        Assert.Single(Overlay.Extract(text));
    }

    [Fact]
    public void A_resource_may_hold_no_image() =>
        Assert.Empty(Overlay.Extract("apiVersion: v1\nkind: Namespace\nmetadata: {name: team}\n"));

    [Fact]
    public void Nothing_is_swept_when_the_sweep_is_off()
    {
        var options = Overlay.Options with { Sweep = SweepMode.Off };

        var uses = Overlay.Extract(Encoding.UTF8.GetBytes(Overlay.Read("configmap")), options);

        Assert.Empty(uses);
    }
}
