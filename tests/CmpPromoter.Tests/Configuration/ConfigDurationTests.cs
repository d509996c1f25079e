using CmpPromoter.Configuration;

namespace CmpPromoter.Tests.Configuration;

public sealed class ConfigDurationTests
{
    [Theory]
    [InlineData("45s", 45_000)]
    [InlineData("2m", 120_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("500ms", 500)]
    [InlineData("1h0m1s1ms", 3_601_001)]
    [InlineData("24h", 86_400_000)]
    public void A_duration_is_the_sum_of_its_units(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), ConfigDuration.Find(text));

    [Theory]
    [InlineData("")]
    [InlineData("45")]
    [InlineData("0s")]
    [InlineData("-1s")]
    [InlineData("1.5s")]
    [InlineData("30s1m")]
    [InlineData("45 s")]
    [InlineData("45S")]
    [InlineData("45s\n")]
    [InlineData("24h1ms")]
    [InlineData("99999999h99999999m99999999s99999999ms")]
    [InlineData("٤٥s")]
    public void Everything_else_is_no_duration(string text) => Assert.Null(ConfigDuration.Find(text));
}
