namespace CmpPromoter.Tests.Layering;

/// <summary>A file that needs more than 250 lines holds two ideas.</summary>
public sealed class FilesStaySmall
{
    private const int MaxLines = 250;

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("samples")]
    public void No_source_file_is_longer_than_250_lines(string folder)
    {
        var oversized = Source.Files(folder, "*.cs")
            .Select(file => (file.Path, Lines: file.Text.AsSpan().TrimEnd().Count('\n') + 1))
            .Where(file => file.Lines > MaxLines);

        Assert.Empty(oversized);
    }
}
