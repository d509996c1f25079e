using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using CmpPromoter.Registry.Credentials;
using CmpPromoter.Testing;

namespace CmpPromoter.Tests.Registry.Credentials;

public sealed class CredentialSourceTests : IDisposable
{
    private static readonly SearchPath Nowhere = SearchPath.Of(new ProcessEnvironment([]), overlay: null);
    private static readonly RegistryHost Host = RegistryHost.Parse("registry.example.com");
    private readonly TemporaryDirectory directory = new();

    [Fact]
    public async Task Files_are_read_without_their_last_line_break_and_again_only_after_a_refusal()
    {
        var password = directory.Write("password", "one\n");
        var source = new FileCredentials(directory.Write("user", "me\r\n"), password);

        var first = await source.FindAsync(Host, TestToken);
        Assert.Equal(new RegistryCredential { UserName = "me", Password = "one" }, first);
        File.WriteAllText(password, "two");
        Assert.Same(first, await source.FindAsync(Host, TestToken));
        source.Forget(first!); // Found above.
        Assert.Equal("two", (await source.FindAsync(Host, TestToken))?.Password);
    }

    [Fact]
    public async Task A_late_refusal_of_the_old_credential_keeps_the_new_one()
    {
        var password = directory.Write("password", "one");
        var source = new FileCredentials(directory.Write("user", "me"), password);
        var old = await source.FindAsync(Host, TestToken);
        File.WriteAllText(password, "two");
        source.Forget(old!); // Found above.
        var fresh = await source.FindAsync(Host, TestToken);

        source.Forget(old!); // Found above.

        Assert.Same(fresh, await source.FindAsync(Host, TestToken));
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        var path = Path.Combine(directory.Path, "absent");
        var source = new FileCredentials(path, path);

        var failure = await Assert.ThrowsAsync<PromoterException>(async () => await source.FindAsync(Host, TestToken));

        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.StartsWith($"Reading the registry's user name from {path}: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_docker_config_without_the_registry_means_anonymous()
    {
        var source = new DockerConfigCredentials(
            directory.Write("config.json", "{}"), new CredentialHelper(Nowhere, TimeProvider.System));

        Assert.Null(await source.FindAsync(Host, TestToken));
    }

    [Theory]
    [InlineData("../../tmp/evil")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a\n")]
    public async Task A_helpers_name_never_leads_elsewhere(string name)
    {
        var helper = new CredentialHelper(Nowhere, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<PromoterException>(() => helper.FindAsync(name, "x", TestToken));

        Assert.EndsWith(
            "its name may hold letters, digits, '_', '.' and '-' only", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_helper_that_is_not_installed_is_named_with_the_cure()
    {
        var config = directory.Write("config.json", """{"credHelpers":{"registry.example.com":"not-installed"}}""");
        var source = new DockerConfigCredentials(config, new CredentialHelper(Nowhere, TimeProvider.System));

        var failure = await Assert.ThrowsAsync<PromoterException>(async () => await source.FindAsync(Host, TestToken));

        Assert.StartsWith("Asking docker-credential-not-installed for the credential of registry.example.com: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Install it on PATH", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => directory.Dispose();

    private static CancellationToken TestToken => TestContext.Current.CancellationToken;
}
