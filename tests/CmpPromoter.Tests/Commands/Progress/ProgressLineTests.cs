using CmpPromoter.Commands.Progress;

namespace CmpPromoter.Tests.Commands.Progress;

public sealed class ProgressLineTests
{
    private const long MiB = 1024 * 1024;

    private static readonly CopyProgress Api = new()
    {
        Name = "team/api:1.4.0",
        MovedBytes = 26 * MiB,
        PlannedBytes = 46 * MiB,
        BytesPerSecond = 10 * MiB,
    };

    [Theory]
    [InlineData(60, "…m/api:1.4.0   56 %  26.0 of 46.0 MiB    10.0 MiB/s")]
    [InlineData(80, "team/api:1.4.0  █████░░░░░   56 %  26.0 of 46.0 MiB    10.0 MiB/s  2 s left")]
    [InlineData(160, "team/api:1.4.0  █████████████░░░░░░░░░░░   56 %  26.0 of 46.0 MiB    10.0 MiB/s  2 s left")]
    public void A_line_takes_the_room_that_there_is(int columns, string expected)
    {
        var line = ProgressLine.Of(Api, ProgressLine.NameChars([Api], columns), columns);

        Assert.Equal(expected, line);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(79)]
    [InlineData(80)]
    [InlineData(200)]
    public void No_line_is_as_wide_as_the_terminal(int columns)
    {
        var longest = Api with
        {
            Name = $"team/{new string('x', 250)}:1.4.0",
            PlannedBytes = long.MaxValue,
            BytesPerSecond = 1,
        };

        var line = ProgressLine.Of(longest, ProgressLine.NameChars([longest], columns), columns);

        Assert.InRange(line.Length, 1, columns - 1);
    }

    [Fact]
    public void A_long_name_keeps_its_end_where_the_tag_stands()
    {
        var worker = Api with { Name = "platform/tools/worker:2026.11.26" };

        var line = ProgressLine.Of(worker, ProgressLine.NameChars([worker], 80), 80);

        Assert.StartsWith("…orker:2026.11.26  █", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, 0, "")]
    [InlineData(0, 100, 0, "")]
    [InlineData(0, 99, 1, "99 s left")]
    [InlineData(0, 60 * 99, 1, "99 min left")]
    [InlineData(0, 3600 * 30, 1, "30 h left")]
    [InlineData(100, 100, 1, "")]
    public void Time_left_is_said_when_it_is_known(long moved, long planned, double rate, string expected) =>
        Assert.Equal(expected, ProgressLine.Left(Api with { MovedBytes = moved, PlannedBytes = planned, BytesPerSecond = rate }));

    [Fact]
    public void Two_units_are_both_said() =>
        Assert.Equal("512 B of 46.0 MiB", ProgressLine.Bytes(Api with { MovedBytes = 512 }));
}
