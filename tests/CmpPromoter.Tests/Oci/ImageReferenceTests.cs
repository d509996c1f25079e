using CmpPromoter.Oci;

namespace CmpPromoter.Tests.Oci;

public sealed class ImageReferenceTests
{
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("nginx", "docker.io/library/nginx:latest")]
    [InlineData("nginx:1", "docker.io/library/nginx:1")]
    [InlineData("library/nginx", "docker.io/library/nginx:latest")]
    [InlineData("team/api", "docker.io/team/api:latest")]
    [InlineData("docker.io/nginx", "docker.io/library/nginx:latest")]
    [InlineData("index.docker.io/nginx", "docker.io/library/nginx:latest")]
    [InlineData("Docker.IO/nginx", "docker.io/library/nginx:latest")]
    [InlineData("localhost/nginx", "localhost/nginx:latest")]
    [InlineData("localhost:5000/nginx:1", "localhost:5000/nginx:1")]
    [InlineData("localhost:5000", "docker.io/library/localhost:5000")]
    [InlineData("example.com/a/b__c/d.e--f:V_1.2-3", "example.com/a/b__c/d.e--f:V_1.2-3")]
    [InlineData("[2001:db8::1]:5000/x", "[2001:db8::1]:5000/x:latest")]
    [InlineData("a@sha256:" + Hex, "docker.io/library/a@sha256:" + Hex)]
    [InlineData("e.com/a:1@sha256:" + Hex, "e.com/a:1@sha256:" + Hex)]
    [InlineData(Hex + "0", "docker.io/library/" + Hex + "0:latest")]
    [InlineData("team/" + Hex, "docker.io/team/" + Hex + ":latest")]
    public void A_reference_is_written_out_in_full(string text, string expected) =>
        Assert.Equal(expected, ImageReference.Parse(text).ToString());

    [Theory]
    [InlineData("", "empty")]
    [InlineData("/", "every part")]
    [InlineData("docker.io/", "the repository name is empty")]
    [InlineData(":1", "the repository name is empty")]
    [InlineData("nginx:", "the tag after ':' is empty")]
    [InlineData("nginx@", "a digest is empty")]
    [InlineData(" nginx", "may hold lower-case letters")]
    [InlineData("nginx\n", "may hold lower-case letters")]
    [InlineData("nginx:1\n", "the tag")]
    [InlineData("Nginx", "upper-case")]
    [InlineData("MyTeam/nginx", "upper-case")]
    [InlineData("e.com/A:1", "upper-case")]
    [InlineData("a:b:c", "may hold lower-case letters")]
    [InlineData("a@sha256:" + Hex + "@sha256:" + Hex, "64 hexadecimal characters, not")]
    [InlineData("a@sha512:" + Hex + Hex, "sha512 is not stored by Amazon ECR")]
    [InlineData("a@sha256:0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF", "lower-case")]
    [InlineData("https://e.com/a", "not a registry host")]
    [InlineData("e.com//a", "every part")]
    [InlineData("e.com/", "the repository name is empty")]
    [InlineData("e.com/a/", "every part")]
    [InlineData("e.com/a___b", "every part")]
    [InlineData("e.com/a..b", "every part")]
    [InlineData("e.com/../a", "every part")]
    [InlineData("e.com:99999/a", "the port")]
    [InlineData("e.com:0/a", "the port")]
    [InlineData("-e.com/a", "not a registry host")]
    [InlineData("e..com/a", "not a registry host")]
    [InlineData("[::1/a", "not a registry host")]
    [InlineData("[:::1]/a", "no IPv6 address")]
    [InlineData("[::ffff:127.0.0.1]/a", "not a registry host")]
    [InlineData("[fe80::1%eth0]/a", "not a registry host")]
    [InlineData("e.com/а", "may hold lower-case letters")]
    [InlineData(Hex, "64 hexadecimal characters alone")]
    public void What_is_no_reference_is_refused_with_a_reason(string text, string reason)
    {
        Assert.False(ImageReference.TryParse(text, out var reference, out var actual));

        Assert.Null(reference);
        Assert.Contains(reason, actual, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void A_repository_has_255_characters_at_most(int length, bool isValid) =>
        Assert.Equal(isValid, ImageReference.TryParse("e.com/" + new string('a', length), out _, out _));

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void A_tag_has_128_characters_at_most(int length, bool isValid) =>
        Assert.Equal(isValid, ImageReference.TryParse("e.com/a:" + new string('T', length), out _, out _));

    [Fact]
    public void Hosts_are_compared_without_case_and_tags_with_it()
    {
        Assert.Equal(ImageReference.Parse("E.com/a:t"), ImageReference.Parse("e.COM/a:t"));
        Assert.NotEqual(ImageReference.Parse("e.com/a:t"), ImageReference.Parse("e.com/a:T"));
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:5000", true)]
    [InlineData("127.0.0.1:5000", true)]
    [InlineData("127.8.9.1", true)]
    [InlineData("[::1]:5000", true)]
    [InlineData("localhost.example.com", false)]
    [InlineData("128.0.0.1", false)]
    [InlineData("[::2]", false)]
    public void A_host_knows_whether_it_is_this_machine(string host, bool isLoopback) =>
        Assert.Equal(isLoopback, RegistryHost.Parse(host).IsLoopback);

    [Fact]
    public void A_default_value_is_never_taken_for_a_parsed_one()
    {
        Assert.Throws<InvalidOperationException>(() => default(Digest).ToString());
        Assert.Throws<InvalidOperationException>(() => default(Tag).ToString());
        Assert.Throws<InvalidOperationException>(() => default(RepositoryName).ToString());
        Assert.Throws<InvalidOperationException>(() => default(RegistryHost).ToString());
    }
}
