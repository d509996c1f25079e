using CmpPromoter.Diagnostics;

namespace CmpPromoter.Tests.Extraction;

public sealed class RefusedImageTests
{
    private const string Mine = Overlay.Host + "/";

    [Fact]
    public void An_image_of_the_destination_that_is_no_reference_is_named_with_place_text_reason_and_cure()
    {
        var fault = Assert.Throws<PromoterException>(() => Overlay.Extract(Overlay.Pod(Mine + "Team/API:1")));

        Assert.Equal(FailureKind.Image, fault.Kind);
        Assert.StartsWith(
            $"Finding the images of 'overlays/test': Pod pod, spec.containers[0].image (line 8): '{Mine}Team/API:1' is not an "
            + "image reference: the repository name 'Team/API' has upper-case letters",
            fault.Message,
            StringComparison.Ordinal);
        Assert.Contains("Write registry/repository:tag", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_of_them_are_named_at_once()
    {
        var text = Overlay.Pod(Mine + "a b", "nginx:1", $"\"{Mine}c\\nd\"") + "---\n" + Overlay.Pod(Mine + "$IMAGE");

        var fault = Assert.Throws<PromoterException>(() => Overlay.Extract(text));

        Assert.Equal(3, fault.Message.Split('\n').Length);
        Assert.Contains($"(line 8): '{Mine}a b' is", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"(line 12): '{Mine}c d' is", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"(line 21): '{Mine}$IMAGE' is", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Very_many_are_counted()
    {
        var text = Overlay.Pod([.. Enumerable.Repeat(Mine + "A", 1000)]);

        var fault = Assert.Throws<PromoterException>(() => Overlay.Extract(text));

        Assert.Equal(21, fault.Message.Split('\n').Length);
        Assert.Contains("and 980 more", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("' " + Mine + "api'")]
    [InlineData("https://" + Mine + "api")]
    [InlineData("'" + Mine + "api:'")]
    [InlineData(Overlay.Host + ":443/API")]
    [InlineData(Mine + "api@sha256:abc")]
    [InlineData(Mine + "api@sha512:abc")]
    [InlineData("'" + Mine + "{{ .Values.image }}'")]
    [InlineData("|\n      " + Mine + "api:1")]
    public void What_claims_to_be_at_the_destination_must_be_a_reference(string image)
    {
        var fault = Assert.Throws<PromoterException>(() => Overlay.Extract(Overlay.Pod(image)));

        Assert.Equal(FailureKind.Image, fault.Kind);
    }

    [Theory]
    [InlineData("MyRegistry/foo:1", "MyRegistry/foo:1", "the repository name 'MyRegistry/foo' has upper-case letters")]
    [InlineData("quay.io/x@sha512:ab", "quay.io/x@sha512:ab", "digest algorithm sha512 is not stored by Amazon ECR")]
    [InlineData("${IMAGE}", "${IMAGE}", "the repository name 'library/${IMAGE}' may hold lower-case letters")]
    [InlineData("http://example.com/nginx", "http://example.com/nginx", "")]
    [InlineData("\"a\\nb\"", "a b", "")]
    public void What_is_no_reference_and_not_of_the_destination_is_left_alone_with_a_warning(string image, string text, string why)
    {
        var line = Assert.Single(Overlay.Log(Overlay.Pod(image, "nginx:1")));

        Assert.StartsWith(
            $"Warning: left alone: Pod pod, spec.containers[0].image (line 8): '{text}' is not an image reference: {why}",
            line,
            StringComparison.Ordinal);
        Assert.Equal(["nginx:1"], Overlay.Extract(Overlay.Pod(image, "nginx:1")).Select(use => use.Text));
    }

    [Fact]
    public void Very_many_that_are_left_alone_are_counted()
    {
        var lines = Overlay.Log(Overlay.Pod([.. Enumerable.Repeat("A", 1000)])).ToList();

        Assert.Equal((21, "Warning: left alone: 980 more image fields that hold no reference"), (lines.Count, lines[^1]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("'  '")]
    [InlineData("null")]
    public void A_blank_image_is_for_a_controller_to_fill_in(string image) => Assert.Empty(Overlay.Log(Overlay.Pod(image)));

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
        const string Text = $"apiVersion: example.com/v1\nkind: Widget\nspec: {{parts: {{picture: '{Mine}a b'}}}}\n";

        var fault = Assert.Throws<PromoterException>(() => Overlay.Extract(Text));

        Assert.Contains($"spec.parts.picture (line 3): '{Mine}a b'", fault.Message, StringComparison.Ordinal);
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
        Assert.Empty(Overlay.Log($"apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{{spec}}}\n"));
}
