using System.Text;
using CmpPromoter.Diagnostics;
using CmpPromoter.Extraction;

namespace CmpPromoter.Tests.Extraction;

public sealed class OverlayFaultTests
{
    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("\n\n")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n---\n...\n")]
    [InlineData("--- ~\n")]
    [InlineData("apiVersion: v1\nkind: List\nitems: []\n")]
    [InlineData("apiVersion: v1\nkind: List\n")]
    public void An_overlay_without_a_resource_is_refused(string text)
    {
        var fault = Assert.Throws<PromoterException>(() => Overlay.Extract(text));

        Assert.Equal(FailureKind.Render, fault.Kind);
        Assert.Contains("kustomize rendered nothing for 'overlays/test'", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: b\n c: d\n", "line 2, column")]
    [InlineData("a: [1, 2\n", "line")]
    [InlineData("a: 'open\n", "line")]
    [InlineData("a: \"\\q\"\n", "line 1, column")]
    [InlineData("%YAML 9.9\n---\na: b\n", "it is not valid YAML: Found incompatible YAML document")]
    [InlineData("a: !k!b c\n", "line 1, column")]
    [InlineData("a: b\na: c\n", "line 2, column 1: a mapping has the key 'a' twice")]
    [InlineData("a: {b: c, b: d}\n", "line 1, column 11: a mapping has the key 'b' twice")]
    [InlineData("a: *b\n", "line 1, column 4: alias *b stands for no anchor before it")]
    [InlineData("a: &b [*b]\n", "line 1, column 8: alias *b stands for no anchor before it, or for what it is part of")]
    [InlineData("a: &b 1\n---\na: *b\n", "line 3, column 4: alias *b stands for no anchor before it")]
    [InlineData("? {a: b}\n: c\n", "line 1, column 3: a mapping has a key that is not text")]
    [InlineData("<<: text\n", "line 1, column 5: a merge key '<<' takes a mapping")]
    [InlineData("<<: [{a: b}, text]\n", "line 1, column 14: a merge key '<<' takes a mapping")]
    [InlineData("<<: {a: b}\n<<: {a: b}\n", "line 2, column 1: a mapping has two merge keys")]
    [InlineData("Warning: deprecated\n--- text\n", "line 2, column 5: a document is not a Kubernetes resource")]
    [InlineData("- a\n- b\n", "line 1, column 1: a document is not a Kubernetes resource")]
    [InlineData("a: b\nc: d\0e\n", "line 2, column 1: it holds a NUL")]
    public void A_text_that_is_not_Kubernetes_YAML_is_refused_with_its_place(string text, string expected)
    {
        var fault = Assert.Throws<PromoterException>(() => Overlay.Extract(text));

        Assert.Equal(FailureKind.Render, fault.Kind);
        Assert.StartsWith("Reading what kustomize rendered for 'overlays/test': ", fault.Message);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_not_UTF_8_is_refused()
    {
        byte[] bytes = [.. "a:\n"u8, 0xC3, 0x28];

        var fault = Assert.Throws<PromoterException>(() => Overlay.Extract(bytes));

        Assert.Equal(FailureKind.Render, fault.Kind);
        Assert.Contains("line 2, column 1: it is not valid UTF-8", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_overlay_over_the_bound_is_refused_unread()
    {
        var fault = Assert.Throws<PromoterException>(() => Overlay.Extract(new byte[OverlayReader.MaxBytes + 1]));

        Assert.Contains("it has 104857601 bytes, more than 104857600", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public void Nesting_is_bounded(char open, char close)
    {
        var opened = open == '{' ? "{a: " : "[";
        var text = "a: " + string.Concat(Enumerable.Repeat(opened, OverlayReader.MaxDepth - 1))
            + new string(close, OverlayReader.MaxDepth - 1);
        Assert.Empty(Overlay.Extract(text));

        var deeper = "a: " + string.Concat(Enumerable.Repeat(opened, 1_000_000));
        var fault = Assert.Throws<PromoterException>(() => Overlay.Extract(deeper));

        Assert.Contains("it nests deeper than 128 levels", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_that_double_at_every_step_are_refused()
    {
        var text = new StringBuilder("a0: &a0 [x, x]\n");
        for (var step = 1; step < 60; step++)
        {
            text.Append($"a{step}: &a{step} [*a{step - 1}, *a{step - 1}]\n");
        }

        var fault = Assert.Throws<PromoterException>(() => Overlay.Extract(text.ToString()));

        Assert.Equal(FailureKind.Render, fault.Kind);
        Assert.Contains("more than 500000 values", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Merges_that_double_at_every_step_are_refused()
    {
        var text = new StringBuilder("a0: &a0 {k: [x, x, x, x]}\n");
        for (var step = 1; step < 60; step++)
        {
            text.Append($"a{step}: &a{step} {{k{step}: [*a{step - 1}, *a{step - 1}], <<: *a{step - 1}}}\n");
        }

        var fault = Assert.Throws<PromoterException>(() => Overlay.Extract(text.ToString()));

        Assert.Contains("its aliases expand to more than 500000 values", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_anchor_round_everything_is_bounded()
    {
        var text = "--- &all\na: [" + string.Concat(Enumerable.Repeat("x, ", OverlayMemory.MaxEvents)) + "]\n";

        var fault = Assert.Throws<PromoterException>(() => Overlay.Extract(text));

        Assert.Contains("its anchors hold more than 500000 values", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_number_of_images_is_bounded()
    {
        var most = Overlay.Pod([.. Enumerable.Range(0, ImageExtractor.MaxUses).Select(index => $"a:{index}")]);
        Assert.Equal(ImageExtractor.MaxUses, Overlay.Extract(most).Length);

        var fault = Assert.Throws<PromoterException>(() => Overlay.Extract(most + "  - image: one/more:1\n"));

        Assert.Equal(FailureKind.Render, fault.Kind);
        Assert.Contains("it names more than 10000 images", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scalars_that_only_look_like_images_are_bounded_too()
    {
        var text = "images:\n" + string.Concat(Enumerable.Repeat("- image: x\n", 100_001));

        var fault = Assert.Throws<PromoterException>(() => Overlay.Extract(text));

        Assert.Contains("more than 100000 scalars that may be images", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mapping_of_very_many_keys_is_read()
    {
        var text = string.Concat(Enumerable.Range(0, 100_000).Select(index => $"k{index}: v\n"));
        Assert.Empty(Overlay.Extract(text));

        var fault = Assert.Throws<PromoterException>(() => Overlay.Extract(text + "k7: again\n"));

        Assert.Contains("line 100001, column 1: a mapping has the key 'k7' twice", fault.Message);
    }
}
