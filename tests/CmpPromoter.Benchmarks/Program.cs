using System.Globalization;
using CmpPromoter.Testing;

namespace CmpPromoter.Benchmarks;

/// <summary>
/// Measures the published program side by side with skopeo on two docker-registry processes, in alternate rounds, and the
/// reading of rendered YAML in this process. <c>CMP_PROMOTER_BINARY</c> names the published program.
/// </summary>
internal static class Program
{
    private const int DefaultRounds = 5;

    private static async Task<int> Main(string[] arguments)
    {
        if (!PromoterProcess.IsPublished)
        {
            await Console.Error.WriteLineAsync(
                "benchmarks measure the published program: dotnet publish src/CmpPromoter -c Release -r linux-x64 "
                + "-o artifacts/linux-x64, then set CMP_PROMOTER_BINARY to artifacts/linux-x64/cmp-promoter");
            return 2;
        }

        var rounds = arguments is [var text, ..] && int.TryParse(text, CultureInfo.InvariantCulture, out var given) ? given : DefaultRounds;
        Console.WriteLine($"{PromoterProcess.Binary}, {rounds} rounds, {Environment.ProcessorCount} cores; medians");
        Console.WriteLine();
        Console.WriteLine($"{"case",-34} {"wall s",8} {"CPU s",8} {"RSS MiB",8}");
        Print("cmp-promoter version", await Measurement.RepeatAsync(rounds, () => Measurement.RunAsync(PromoterProcess.Binary, ["version"])));
        await CopyCase.RunAsync("60 layers of 64 KiB", 60, 64 << 10, rounds, Print);
        await CopyCase.RunAsync("8 layers of 128 MiB", 8, 128 << 20, rounds, Print);
        ExtractionCase.Run();
        return 0;
    }

    private static void Print(string name, Measurement median) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-34} {median.WallSeconds,8:0.00} {median.CpuSeconds,8:0.00} {median.ResidentMebibytes,8:0.0}"));
}
