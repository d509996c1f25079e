using System.Text;
using System.Text.Json;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Tests.Diagnostics;

public sealed class ReadableJsonTests
{
    [Fact]
    public void What_is_escaped_for_web_pages_only_stands_as_it_is() =>
        Assert.Equal(
            """{"version":"0.1.0+1a2b","note":"the 'é' <of> A & B…"}""",
            ReadableJson.Line(Encoding.UTF8.GetBytes("""{"version":"0.1.0\u002B1a2b","note":"the \u0027\u00e9\u0027 \u003cof\u003e A \u0026 B\u2026"}""")));

    [Fact]
    public void Over_several_lines_it_says_the_same() =>
        Assert.Equal("{\n  \"a\": [\n    1.50\n  ]\n}", ReadableJson.Indent("""{"a":[1.50]}"""u8.ToArray()));

    /// <summary>Terminal codes of 7 and of 8 bits, line breaks, what turns the direction, what joins or is left out; tags.</summary>
    [Theory]
    [InlineData("\u001b[2J")]
    [InlineData("\u009b2J")]
    [InlineData("\r\n")]
    [InlineData("\u0085")]
    [InlineData("\u2028")]
    [InlineData("\u202e")]
    [InlineData("\u2066")]
    [InlineData("\u200b")]
    [InlineData("\ufeff")]
    [InlineData("\U000E0041")]
    public void What_shows_nothing_of_its_own_is_escaped_in_names_and_values_and_means_the_same(string hostile)
    {
        var text = ReadableJson.Indent(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString(hostile, hostile);
            writer.WriteEndObject();
        });

        Assert.DoesNotContain(text.Replace("\n", "", StringComparison.Ordinal).EnumerateRunes(), SafeText.IsInvisible);
        Assert.Equal(3, text.Split('\n').Length);
        var property = Assert.Single(JsonDocument.Parse(text).RootElement.EnumerateObject());
        Assert.Equal((hostile, hostile), (property.Name, property.Value.GetString()));
    }

    [Fact]
    public void What_a_hostile_author_wrote_unescaped_is_escaped() =>
        Assert.Equal("""{"a":"\u009B2J\u202E"}""", ReadableJson.Line(Encoding.UTF8.GetBytes("{\"a\": \"\u009b2J\u202e\"}")));
}
