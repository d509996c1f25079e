using CmpPromoter.Diagnostics;

namespace CmpPromoter.Tests.Extraction;

public sealed class RefusedImageTests
{
    [Fact]
    public void An_image_that_is_no_reference_is_named_with_place_text_reason_and_cure()
    {
        var fault = Assert.Throws<PromoterException>(() => Overlay.Extract(Overlay.Pod("Team/API:1")));

        Assert.Equal(FailureKind.Image, fault.Kind);
        Assert.StartsWith(
            "Finding the images of 'overlays/test': Pod pod, spec.containers[0].image (line 8): 'Team/API:1' is not an "
            + "image reference: the repository name 'Team/API' has upper-case letters",
            fault.Message,
            StringComparison.Ordinal);
        Assert.Contains("Write registry/repository:tag", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_of_them_are_named_at_once()
    {
        var text = Overlay.Pod("a b", "nginx:1", "\"c\\nd\"") + "---\n" + Overlay.Pod("$IMAGE");

        var fault = Assert.Throws<PromoterException>(() => Overlay.Extract(text));

        Assert.Equal(3, fault.Message.Split('\n').Length);
        Assert.Contains("(line 8): 'a b' is", fault.Message, StringComparison.Ordinal);
        Assert.Contains("(line 12): 'c d' is", fault.Message, StringComparison.Ordinal);
        Assert.Contains("(line 21): '$IMAGE' is", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Very_many_are_counted()
    {
        var text = Overlay.Pod([.. Enumerable.Repeat("A", 1000)]);

        var fault = Assert.Throws<PromoterException>(() => Overlay.Extract(text));

        Assert.Equal(21, fault.Message.Split('\n').Length);
        Assert.Contains("and 980 more", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" nginx ' #'")]
    [InlineData("' nginx'")]
    [InlineData("http://example.com/nginx")]
    [InlineData("'example.com/nginx:'")]
    [InlineData("example.com/nginx@sha256:abc")]
    [InlineData("'{{ .Values.image }}'")]
    [InlineData("|\n      nginx:1")]
    public void A_pod_does_not_hold_a_text_that_kubelet_refuses(string image)
    {
        var fault = Assert.Throws<PromoterException>(() => Overlay.Extract(Overlay.Pod(image)));

        Assert.Equal(FailureKind.Image, fault.Kind);
    }

    [Theory]
    [InlineData("\"{{inputs.parameters.image}}\"")]
    [InlineData("$(params.image)")]
    [InlineData("\"*:latest\"")]
    public void A_text_that_another_controller_fills_in_is_no_image(string image)
    {
        var text = Overlay.Pod(image).Replace("apiVersion: v1", "apiVersion: example.com/v1", StringComparison.Ordinal);

        Assert.Empty(Overlay.Extract(text));
    }

    [Fact]
    public void A_configured_field_is_held_to_the_same()
    {
        const string Text = "apiVersion: example.com/v1\nkind: Widget\nspec: {parts: {picture: 'a b'}}\n";

        var fault = Assert.Throws<PromoterException>(() => Overlay.Extract(Text));

        Assert.Contains("spec.parts.picture (line 3): 'a b'", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("containers: {image: a b}")]
    [InlineData("containers: [[{image: a b}]]")]
    [InlineData("containers: [{name: c, image: {repository: a b}}]")]
    [InlineData("containers: [{name: c, image: [a b]}]")]
    [InlineData("containers: [{name: c, images: a b}]")]
    [InlineData("containers: a b")]
    [InlineData("image: a b")]
    [InlineData("volumes: [{name: v, image: a b}]")]
    [InlineData("volumes: [{name: v, csi: {reference: a b}}]")]
    public void What_has_not_the_shape_of_a_PodSpec_names_no_image(string spec) =>
        Assert.Empty(Overlay.Extract($"apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{{spec}}}\n"));
}
