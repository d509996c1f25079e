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

        // It compares the trees itself.
        Assert.True(YamlDocument.TryWrite(root, out _));
    }

    [Theory]
    [InlineData("a:\nb: ~\n? c\n", "\"a\": null\n\"b\": null\n\"c\": null\n")]
    [InlineData("a: [yes, On, 'no', 1.50, 0x1f, -.inf, 2001-01-01, 1:30]\n", "\"a\":\n- yes\n- On\n- \"no\"\n- 1.50\n- 0x1f\n- -.inf\n- 2001-01-01\n- 1:30\n")]
    [InlineData("a: {b: x:y, c: [?x, :x, x#y], d: \ud83d\ude00}\n", "\"a\":\n  \"b\": \"x:y\"\n  \"c\":\n  - \"?x\"\n  - \":x\"\n  - \"x#y\"\n  \"d\": \"\\U0001F600\"\n")]
    [InlineData("a: &x\nb: *x\n", "\"a\": &x null\n\"b\": *x\n")]
    [InlineData("a: &x {b: 1}\n<<: *x\n", "\"a\": &x\n  \"b\": 1\n<<: *x\n")]
    public void What_is_no_text_stays_what_it_is(string text, string written)
    {
        Assert.True(YamlDocument.TryRead(text, out var root, out var reason), reason);

        Assert.True(YamlDocument.TryWrite(root, out var again));
        Assert.Equal(written, again);
    }

    [Theory]
    [InlineData("a: ! b\n")]
    [InlineData("%TAG !e! tag:example.com,2000:\n---\na: !e!b c\n")]
    [InlineData("*a : b\n")]
    public void What_cannot_be_written_unchanged_is_not_written(string text)
    {
        Assert.True(YamlDocument.TryRead(text, out var root, out var reason), reason);

        Assert.False(YamlDocument.TryWrite(root, out var written), written);
    }

    [Fact]
    public void What_is_nested_without_end_is_refused()
    {
        Assert.False(YamlDocument.TryRead(string.Concat(Enumerable.Repeat("[", 5000)), out _, out var reason));

        Assert.Contains("nested deeper than", reason, StringComparison.Ordinal);
    }
}
