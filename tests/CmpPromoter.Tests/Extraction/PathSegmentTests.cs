using CmpPromoter.Extraction;

namespace CmpPromoter.Tests.Extraction;

public sealed class PathSegmentTests
{
    [Theory]
    [InlineData("a.b/c", "data[\"a.b/c\"]")]
    [InlineData("a\nb", "data[\"a\\u000ab\"]")]
    [InlineData("a\u202eb\u2028", "data[\"a\\u202eb\\u2028\"]")]
    [InlineData("a\"]\\", "data[\"a\\\"]\\\\\"]")]
    public void A_key_cannot_break_out_of_its_quotes_or_its_line(string key, string expected) =>
        Assert.Equal(expected, PathSegment.Text([new("data", 0), new(key, 0)]));

    [Fact]
    public void A_path_is_bounded() =>
        Assert.InRange(PathSegment.Text([.. Enumerable.Repeat(new PathSegment("key", 0), 10_000)]).Length, 1, 600);
}
