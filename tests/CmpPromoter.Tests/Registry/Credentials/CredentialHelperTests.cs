using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Registry;
using CmpPromoter.Registry.Credentials;
using CmpPromoter.Testing;

namespace CmpPromoter.Tests.Registry.Credentials;

/// <summary>With helpers that are shell scripts.</summary>
public sealed class CredentialHelperTests : IDisposable
{
    private const int TimeoutMilliseconds = 60_000;
    private readonly TemporaryDirectory directory = new();

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task The_servers_name_goes_in_and_the_credential_comes_out()
    {
        var credential = await FindAsync("""
            test "$1" = get && read -r server
            echo "{\"ServerURL\":\"$server\",\"Username\":\"me@$server\",\"Secret\":\"secret\"}"
            """);

        Assert.Equal(new RegistryCredential { UserName = "me@registry.example.com", Password = "secret" }, credential);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task The_user_token_means_an_identity_token()
    {
        var credential = await FindAsync("""echo '{"Username":"<token>","Secret":"refresh"}'""");

        Assert.Equal(
            new RegistryCredential { UserName = "", Password = "refresh", IsIdentityToken = true }, credential);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task Credentials_not_found_means_none() =>
        Assert.Null(await FindAsync("echo 'credentials not found in native keychain'; exit 1"));

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData("echo 'the vault is locked'; exit 3", "it ended with 3: the vault is locked")]
    [InlineData("echo 'no such region' >&2; exit 1", "it ended with 1: no such region")]
    [InlineData("echo '{\"Secret\":canary'", "its answer is not a JSON object with Username and Secret")]
    [InlineData("echo '{\"Secret\":\"canary\"}'", "its answer is not a JSON object with Username and Secret")]
    [InlineData("echo '[\"canary\"]'", "its answer is not a JSON object with Username and Secret")]
    public async Task A_failure_is_told_in_the_helpers_words_and_never_with_the_secret(string script, string why)
    {
        var failure = await Assert.ThrowsAsync<PromoterException>(() => FindAsync(script));

        Assert.Equal(
            $"Asking docker-credential-test for the credential of registry.example.com: {why}", failure.Message);
        Assert.DoesNotContain("canary", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_helper_that_waits_is_ended()
    {
        var failure = await Assert.ThrowsAsync<PromoterException>(
            () => FindAsync("exec sleep 600", new SkippingTimeProvider()));

        Assert.EndsWith("it gave no answer within 30 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_helper_that_is_not_on_PATH_is_told_with_what_was_searched_and_the_cure()
    {
        var helper = new CredentialHelper(OnPath($".:{directory.Path}"), TimeProvider.System);

        var failure = await Assert.ThrowsAsync<PromoterException>(
            () => helper.FindAsync("test", "registry.example.com", TestContext.Current.CancellationToken));

        Assert.Equal(
            "Asking docker-credential-test for the credential of registry.example.com: it is not on PATH (searched: "
            + $"{directory.Path}; left out, because relative or inside the overlay: .). "
            + "Install it on PATH, or name credentials that need no helper",
            failure.Message);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_helper_finds_no_programs_in_the_working_directory()
    {
        var credential = await FindAsync("""echo "{\"Username\":\"$PWD\",\"Secret\":\"$PATH\"}" """);

        Assert.Equal(new RegistryCredential { UserName = directory.Path, Password = $"{directory.Path}:/bin" }, credential);
    }

    public void Dispose() => directory.Dispose();

    private static SearchPath OnPath(string path) =>
        SearchPath.Of(new ProcessEnvironment([KeyValuePair.Create("PATH", path)]), overlay: null);

    private async Task<RegistryCredential?> FindAsync(string script, TimeProvider? time = null)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "shell scripts");
        var path = directory.Write("docker-credential-test", $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return await new CredentialHelper(OnPath($".:{directory.Path}:/bin"), time ?? TimeProvider.System)
            .FindAsync("test", "registry.example.com", TestContext.Current.CancellationToken);
    }
}
