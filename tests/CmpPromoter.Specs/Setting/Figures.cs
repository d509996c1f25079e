namespace CmpPromoter.Specs.Setting;

/// <summary>What a long spec measured, for whoever looks: in the test's output, and at the end of the file that CMP_PROMOTER_FIGURES names.</summary>
internal static class Figures
{
    public static void Write(ITestOutputHelper output, string figures)
    {
        output.WriteLine(figures);
        if (Environment.GetEnvironmentVariable("CMP_PROMOTER_FIGURES") is { Length: > 0 } path)
        {
            File.AppendAllText(path, $"{figures}\n");
        }
    }
}
