using CmpPromoter.Promotion;

namespace CmpPromoter.Tests.Promotion;

public sealed class CopyOrderTests
{
    private const string Digest = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    [Theory]
    [InlineData("a.example/x:1", "b.example/y", "b.example/y:1")]
    [InlineData("a.example/x:1", "b.example/y:2", "b.example/y:2")]
    [InlineData("a.example/x", "b.example/y", "b.example/y:latest")]
    [InlineData("a.example/x:1", "b.example/y:latest", "b.example/y:latest")]
    [InlineData("a.example/x@" + Digest, "b.example/y", "b.example/y@" + Digest)]
    [InlineData("a.example/x:1@" + Digest, "b.example/y", "b.example/y:1@" + Digest)]
    [InlineData("a.example/x:1@" + Digest, "a.example/x:2", "a.example/x:2@" + Digest)]
    [InlineData("busybox:1", "localhost:5000/latest", "localhost:5000/latest:1")]
    public void A_destination_without_a_tag_has_the_sources(string source, string destination, string expected) =>
        Assert.Equal(expected, CopyOrder.Parse(source, destination).Destination.ToString());

    [Theory]
    [InlineData("a.example/x:1", "a.example/x", "SOURCE and DESTINATION are the same image, a.example/x:1")]
    [InlineData("busybox", "docker.io/library/busybox:latest", "SOURCE and DESTINATION are the same image")]
    [InlineData("a.example/x:1@" + Digest, "a.example/x:1", "SOURCE and DESTINATION are the same image")]
    [InlineData("a.example/x:1", "b.example/y@" + Digest, "DESTINATION has a digest, and a copy has the digest of its source")]
    [InlineData("docker://a.example/x:1", "b.example/y", "SOURCE begins with a scheme")]
    [InlineData("a.example/x:1", "https://b.example/y", "DESTINATION begins with a scheme")]
    [InlineData("a.example/X:1", "b.example/y", "SOURCE is not an image reference: ")]
    [InlineData("a.example/x:1", "", "DESTINATION is not an image reference: the image reference is empty")]
    public void What_cannot_be_meant_is_refused_with_the_cure(string source, string destination, string reason)
    {
        var refusal = Assert.Throws<FormatException>(() => CopyOrder.Parse(source, destination));

        Assert.StartsWith(reason, refusal.Message, StringComparison.Ordinal);
    }
}
