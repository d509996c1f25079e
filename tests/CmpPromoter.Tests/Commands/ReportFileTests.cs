using CmpPromoter.Commands;
using CmpPromoter.Diagnostics;
using CmpPromoter.Testing;

namespace CmpPromoter.Tests.Commands;

public sealed class ReportFileTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void A_report_replaces_the_one_before_and_leaves_nothing_else()
    {
        var path = directory.Write("report.json", "of yesterday");

        ReportFile.Open(path)!.Write("of today"); // A path was given.

        Assert.Equal("of today", File.ReadAllText(path));
        Assert.Equal([path], Directory.EnumerateFiles(directory.Path));
    }

    [Fact]
    public void Looking_whether_a_report_can_be_written_writes_none()
    {
        ReportFile.Open(Path.Combine(directory.Path, "report.json"));

        Assert.Empty(Directory.EnumerateFiles(directory.Path));
    }

    [Theory]
    [InlineData("", "it is a directory")]
    [InlineData("link", "it is not a plain file")]
    [InlineData("absent/report.json", "there is no directory")]
    [InlineData("/dev/null", "it is not a plain file")]
    public void A_place_that_cannot_take_it_is_refused_before_anything_is_done(string path, string reason)
    {
        File.CreateSymbolicLink(Path.Combine(directory.Path, "link"), directory.Write("theirs", "x"));

        var refusal = Assert.Throws<PromoterException>(() => ReportFile.Open(Path.Combine(directory.Path, path)));

        Assert.Equal(FailureKind.Usage, refusal.Kind);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }
}
