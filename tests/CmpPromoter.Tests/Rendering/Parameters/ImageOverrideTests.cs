using CmpPromoter.Rendering.Parameters;

namespace CmpPromoter.Tests.Rendering.Parameters;

public sealed class ImageOverrideTests
{
    private const string Digest = "sha256:24a0c4b4a4c0eb97a1aabb8e29f18e917d05abfe1b7a7c07857230879ce7d3d3";

    [Theory]
    [InlineData("node:8.15.0", "node", null, "8.15.0", null)]
    [InlineData($"alpine@{Digest}", "alpine", null, null, Digest)]
    [InlineData($"alpine:3@{Digest}", "alpine", null, "3", Digest)]
    [InlineData("mysql=mariadb", "mysql", "mariadb", null, null)]
    [InlineData("db=eu.gcr.io/project/postgres:16", "db", "eu.gcr.io/project/postgres", "16", null)]
    [InlineData($"app=registry:5000/app@{Digest}", "app", "registry:5000/app", null, Digest)]
    [InlineData("registry:5000/app:2", "registry:5000/app", null, "2", null)]
    [InlineData("api=registry:5000/api", "api", "registry:5000/api", null, null)]
    [InlineData("api=*:2", "api", "*", "2", null)]
    public void Every_form_of_kustomize_edit_set_image_is_taken(
        string text, string name, string? newName, string? newTag, string? digest)
    {
        Assert.True(ImageOverride.TryParse(text, out var image));

        Assert.Equal(new ImageOverride { Name = name, NewName = newName, NewTag = newTag, Digest = digest }, image);
    }

    [Theory]
    [InlineData("")]
    [InlineData("node")]
    [InlineData("registry:5000/app")]
    [InlineData("=x:1")]
    [InlineData("a=")]
    [InlineData("a=b=c")]
    [InlineData("a:")]
    [InlineData("a@")]
    [InlineData("a b:1")]
    [InlineData("a:1\n- name: b")]
    public void What_names_no_image_or_changes_nothing_is_refused(string text) => Assert.False(ImageOverride.TryParse(text, out _));
}
