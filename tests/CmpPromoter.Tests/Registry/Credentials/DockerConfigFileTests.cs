using System.Text;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using CmpPromoter.Registry.Credentials;
using CmpPromoter.Tests.Properties;
using CsCheck;

namespace CmpPromoter.Tests.Registry.Credentials;

public sealed class DockerConfigFileTests
{
    private static readonly string Auth = Convert.ToBase64String(Encoding.UTF8.GetBytes("me:pass:word"));

    [Theory]
    [InlineData("registry.example.com", "registry.example.com")]
    [InlineData("https://registry.example.com", "registry.example.com")]
    [InlineData("https://registry.example.com/v2/", "registry.example.com")]
    [InlineData("http://Registry.example.com/v1", "registry.example.com")]
    [InlineData("registry.example.com:5000", "registry.example.com:5000")]
    [InlineData("https://index.docker.io/v1/", "docker.io")]
    [InlineData("registry-1.docker.io", "docker.io")]
    public void An_entry_is_found_by_each_form_of_its_key(string key, string host)
    {
        var file = Parse(Auths("other.example.com", "b3RoZXI6eA==", key, Auth), host);

        Assert.Equal(new RegistryCredential { UserName = "me", Password = "pass:word" }, file.Credential);
    }

    [Theory]
    [InlineData("registry.example.com:5000")]
    [InlineData("registry.example.com.evil.org")]
    [InlineData("https://registry.example.com/team")]
    [InlineData("evil.org/registry.example.com")]
    [InlineData("https://index.docker.io/v1/")]
    public void An_entry_of_another_registry_is_not_used(string key) =>
        Assert.Null(Parse(Auths(key, Auth)).Credential);

    [Fact]
    public void An_identity_token_is_known_as_one()
    {
        var file = Parse("""{"auths":{"registry.example.com":{"auth":"eDp5","identitytoken":"refresh"}}}""");

        Assert.Equal(
            new RegistryCredential { UserName = "", Password = "refresh", IsIdentityToken = true }, file.Credential);
    }

    [Fact]
    public void The_helper_of_the_registry_comes_before_the_store_for_all()
    {
        var file = Parse("""{"credsStore":"all","credHelpers":{"registry.example.com":"mine","other.example.com":"theirs"}}""");

        Assert.Equal(["mine", "all"], file.Helpers);
    }

    [Theory]
    [InlineData("""{"auths":{"registry.example.com":{"auth":"!canary!"}}}""", "the 'auth' of this registry is not base64")]
    [InlineData("""{"auths":{"registry.example.com":{"auth":"Y2FuYXJ5"}}}""", "the 'auth' of this registry is not the base64 of user:password")]
    [InlineData("{\n\"auths\": canary}", "it is not well-formed JSON (line 2)")]
    [InlineData("[]", "it is not a JSON object")]
    public void A_broken_file_is_told_without_its_content(string json, string reason) =>
        Assert.Equal(reason, Assert.Throws<FormatException>(() => Parse(json)).Message);

    [Fact]
    public void No_file_makes_it_fail_otherwise() =>
        Gen.Char["{}[]\",:authscredHelp1n\\u "].Array[0, 60].Holds(text =>
        {
            try
            {
                Parse(new string(text));
            }
            catch (FormatException)
            {
                // The one way to fail.
            }
        });

    /// <summary>A file whose entries are pairs of key and auth.</summary>
    private static string Auths(params string[] pairs)
    {
        var entries = pairs.Chunk(2).Select(pair => $$"""  "{{pair[0]}}": {"auth": "{{pair[1]}}"}""");
        return "{\"auths\": {" + string.Join(",", entries) + "}}";
    }

    private static DockerConfigFile Parse(string json, string host = "registry.example.com") =>
        DockerConfigFile.Parse(json, RegistryHost.Parse(host));
}
