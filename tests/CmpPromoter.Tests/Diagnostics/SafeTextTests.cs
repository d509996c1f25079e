using CmpPromoter.Diagnostics;

namespace CmpPromoter.Tests.Diagnostics;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("https://bucket.example/a/b?X-Amz-Signature=secret&X-Amz-Expires=3600#f", "https://bucket.example/a/b?…")]
    [InlineData("https://user:secret@registry.example:5000/v2/", "https://registry.example:5000/v2/")]
    [InlineData("https://registry.example/v2/a/manifests/1", "https://registry.example/v2/a/manifests/1")]
    [InlineData("ftp://bucket.example/a?X-Amz-Signature=secret", "ftp://bucket.example/…")]
    [InlineData("file:///etc/secret", "file:///…")]
    public void A_url_keeps_its_place_and_loses_its_secrets(string url, string expected) =>
        Assert.Equal(expected, SafeText.Of(new Uri(url)));

    [Theory]
    [InlineData("two\r\nlines", "two lines")]
    [InlineData("\u001b[31mred\u001b[0m", "[31mred [0m")]
    [InlineData("right\u202eleft", "right left")]
    [InlineData("  trimmed \n", "trimmed")]
    [InlineData("tagged\U000E0041text", "tagged text")]
    public void Foreign_text_stays_on_one_line_and_cannot_drive_a_terminal(string text, string expected) =>
        Assert.Equal(expected, SafeText.OneLine(text));

    [Fact]
    public void Half_a_character_is_replaced() => Assert.Equal("half\ufffd", SafeText.OneLine("half\ud83d"));

    [Fact]
    public void Foreign_text_is_cut() => Assert.Equal("aaaa…", SafeText.OneLine(new string('a', 100), 4));
}
