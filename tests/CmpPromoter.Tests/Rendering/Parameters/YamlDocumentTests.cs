using CmpPromoter.Rendering.Parameters;

namespace CmpPromoter.Tests.Rendering.Parameters;

public sealed class YamlDocumentTests
{
    [Theory]
    [InlineData("a: 1\nb: [x, 'y', \"z\\n\"]\nc: {d: ~, e: true}\n")]
    [InlineData("a: &x\n  b: c\nd: *x\n")]
    [InlineData("a: |\n  one\n    two\n\n  three\nb: >-\n  folded\n  text\nc: |+\n  kept\n\n")]
    [InlineData("# comment\n\"quoted key\": !!str 1\n? complex\n: value\n")]
    [InlineData("{\"json\": [\"yes\", 1.50, null, \"\\u00e4\\u2028\\ud83d\\ude00\"]}")]
    [InlineData("a: 'it''s'\nb: \"tab\\t\"\n")]
    [InlineData("a: plain text\n  that goes on\n\n  after a blank line\nb: https://example.com/#x\n")]
    [InlineData("long: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb cccccccccccccccccccc d\n")]
    public void What_is_written_reads_the_same(string text)
    {
        Assert.True(YamlDocument.TryRead(text, out var root, out var reason), reason);

        // Write compares the trees itself and throws when they differ.
        Assert.NotEmpty(YamlDocument.Write(root));
    }

    [Fact]
    public void What_is_nested_without_end_is_refused()
    {
        Assert.False(YamlDocument.TryRead(string.Concat(Enumerable.Repeat("[", 5000)), out _, out var reason));

        Assert.Contains("nested deeper than", reason, StringComparison.Ordinal);
    }
}
