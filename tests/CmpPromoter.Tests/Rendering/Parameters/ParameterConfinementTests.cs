using CmpPromoter.Diagnostics;

namespace CmpPromoter.Tests.Rendering.Parameters;

/// <summary>Parameters and the files around them are the author's: nothing outside the application's repository is read for them.</summary>
public sealed class ParameterConfinementTests : IDisposable
{
    private const string Prefix = """[{"name":"namePrefix","string":"a-"}]""";

    private readonly ParameterCheckout checkout = new();

    public void Dispose() => checkout.Dispose();

    [Theory(Timeout = 120_000)]
    [InlineData("""[{"name":"components","array":["../../../other"]}]""", "components[0]", "leads out of the application's repository")]
    [InlineData("""[{"name":"components","array":["../../link"]}]""", "components[0]", "leads out of the application's repository")]
    [InlineData("""[{"name":"components","array":["/etc"]}]""", "components[0]", "is no relative path")]
    [InlineData("""[{"name":"components","array":["https://github.com/a/b"]}]""", "components[0]", "is no relative path")]
    [InlineData("""[{"name":"components","array":["github.com/a/b"]}]""", "components[0]", "does not exist")]
    [InlineData("""[{"name":"patches","array":["path: ../../../other/secret.yaml"]}]""", "patches[0].path", "leads out of the application's repository")]
    [InlineData("""[{"name":"patches","array":["path: ../../link/secret.yaml"]}]""", "patches[0].path", "leads out of the application's repository")]
    [InlineData("""[{"name":"patches","array":["path: https://example.com/p.yaml"]}]""", "patches[0].path", "is no relative path")]
    public async Task A_path_out_of_the_repository_is_refused_whatever_the_build_options_allow(string parameters, string which, string reason)
    {
        checkout.Write("apps/shop/kustomization.yaml", "resources: [../../base]\n");
        var outside = checkout.WriteOutside("other/secret.yaml", "secret: x\n");
        Directory.CreateSymbolicLink(Path.Combine(checkout.Root, "link"), Path.GetDirectoryName(outside)!); // It was written into a folder.

        var fault = await Assert.ThrowsAsync<PromoterException>(
            () => checkout.RenderAsync(parameters, buildOptions: ["--load-restrictor", "LoadRestrictionsNone"]));

        Assert.Equal(FailureKind.Usage, fault.Kind);
        Assert.Contains($"The parameter {which} of the application", fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(checkout.Temporary));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_patch_outside_the_applications_directory_stays_kustomizes_to_refuse()
    {
        checkout.Write("apps/shop/kustomization.yaml", "resources: [../../base]\n").Write("base/patch.yaml", "a: b\n");

        var fault = await Assert.ThrowsAsync<PromoterException>(
            () => checkout.RenderAsync("""[{"name":"patches","array":["path: ../../base/patch.yaml"]}]"""));

        Assert.Equal(FailureKind.Render, fault.Kind);
        Assert.Contains("is not in or below 'apps/shop'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("the application's parameters were applied before", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(checkout.Temporary));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_kustomization_that_is_a_link_out_of_its_directory_is_not_read()
    {
        var outside = checkout.WriteOutside("other/kustomization.yaml", "namePrefix: secret-\n");
        File.CreateSymbolicLink(Path.Combine(checkout.Application, "kustomization.yaml"), outside);

        var fault = await Assert.ThrowsAsync<PromoterException>(() => checkout.RenderAsync(Prefix));

        Assert.Contains("it is a symbolic link out of its directory", fault.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_file_that_is_a_link_out_of_its_directory_stays_refused()
    {
        checkout.Write("apps/shop/kustomization.yaml", "resources: [stolen.yaml]\n");
        File.CreateSymbolicLink(
            Path.Combine(checkout.Application, "stolen.yaml"), checkout.WriteOutside("other/stolen.yaml", "kind: Secret\n"));

        var fault = await Assert.ThrowsAsync<PromoterException>(() => checkout.RenderAsync(Prefix));

        Assert.Equal(FailureKind.Render, fault.Kind);
        Assert.Contains("is not in or below", fault.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Another_checkout_that_the_author_reaches_for_is_not_there()
    {
        checkout.WriteOutside("other/kustomization.yaml", "namePrefix: secret-\n");
        checkout.Write("apps/shop/kustomization.yaml", "resources: [../../../other]\n");

        var fault = await Assert.ThrowsAsync<PromoterException>(() => checkout.RenderAsync(Prefix));

        Assert.Equal(FailureKind.Render, fault.Kind);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("resources: [../../base", "cannot be written into kustomization.yaml: line 2: While parsing a flow sequence")]
    [InlineData("- a\n", "cannot be written into kustomization.yaml: it holds no mapping")]
    [InlineData("a: b\n---\nc: d\n", "cannot be written into kustomization.yaml: a second document begins in it")]
    [InlineData("a: ! b\n", "cannot be written into kustomization.yaml: it holds what cannot be written again unchanged, such as a tag")]
    [InlineData("namePrefix: x\nimages: a\n", "the kustomization's own images is not written as a list")]
    public async Task A_kustomization_that_takes_no_edit_is_told(string kustomization, string reason)
    {
        checkout.Write("apps/shop/kustomization.yaml", kustomization);

        var fault = await Assert.ThrowsAsync<PromoterException>(
            () => checkout.RenderAsync("""[{"name":"images","array":["a:1"]}]"""));

        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_directory_too_large_to_copy_is_told()
    {
        checkout.Write("apps/shop/kustomization.yaml", "resources: [../../base]\n");
        await using (var large = File.Create(Path.Combine(checkout.Application, "large")))
        {
            large.SetLength(65L * 1024 * 1024);
        }

        var fault = await Assert.ThrowsAsync<PromoterException>(() => checkout.RenderAsync(Prefix));

        Assert.Contains("more than 20000 files or 64.0 MiB", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(checkout.Temporary));
    }
}
