using CmpPromoter.Commands.Progress;

namespace CmpPromoter.Tests.Commands.Progress;

public sealed class StatusWriterTests
{
    private readonly StringWriter terminal = new() { NewLine = "\n" };

    [Fact]
    public void Without_a_status_nothing_is_added()
    {
        using var writer = new StatusWriter(terminal);

        writer.Write("one");
        writer.WriteLine(" line");

        Assert.Equal("one line\n", terminal.ToString());
    }

    [Fact]
    public void What_is_written_scrolls_above_the_status()
    {
        using var writer = new StatusWriter(terminal);

        writer.Show(["first", "second"]);
        writer.WriteLine("a record");

        Assert.Equal("first\nsecond\n\r\u001b[2A\u001b[Ja record\nfirst\nsecond\n", terminal.ToString());
    }

    [Fact]
    public void A_status_waits_for_the_end_of_a_line()
    {
        using var writer = new StatusWriter(terminal);

        writer.Show(["status"]);
        writer.Write("half ");
        writer.WriteLine("a line");

        Assert.Equal("status\n\r\u001b[1A\u001b[Jhalf a line\nstatus\n", terminal.ToString());
    }

    [Fact]
    public void A_status_that_is_taken_away_leaves_nothing()
    {
        using var writer = new StatusWriter(terminal);

        writer.Show(["status"]);
        writer.Show([]);
        writer.WriteLine("the end");

        Assert.Equal("status\n\r\u001b[1A\u001b[Jthe end\n", terminal.ToString());
    }
}
