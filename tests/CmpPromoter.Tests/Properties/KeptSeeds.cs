using System.Runtime.CompilerServices;
using CmpPromoter.Tests.Layering;
using CsCheck;

namespace CmpPromoter.Tests.Properties;

/// <summary>
/// Runs a property with the seeds that seeds.txt keeps for it, then with random ones. A run that fails prints the seed that
/// repeats it, which belongs into that file.
/// </summary>
internal static class KeptSeeds
{
    private const long Iterations = 100;

    /// <summary>Every line of seeds.txt: the test as Class.Method, the seed, and why it is kept.</summary>
    public static ImmutableArray<(string Test, string Seed, string Reason)> All { get; } = Read();

    /// <param name="gen">Makes the inputs.</param>
    /// <param name="property">Throws where it does not hold.</param>
    /// <param name="iter">How many random inputs.</param>
    /// <param name="file">The test's, filled in by the compiler.</param>
    /// <param name="test">Filled in by the compiler.</param>
    public static void Holds<T>(
        this Gen<T> gen,
        Action<T> property,
        long iter = Iterations,
        [CallerFilePath] string file = "",
        [CallerMemberName] string test = "")
    {
        foreach (var seed in SeedsOf(file, test))
        {
            gen.Sample(property, seed: seed, iter: 1, threads: 1);
        }

        gen.Sample(property, iter: iter);
    }

    /// <summary>The same for a property that takes time.</summary>
    public static async Task HoldsAsync<T>(
        this Gen<T> gen,
        Func<T, Task> property,
        long iter = Iterations,
        [CallerFilePath] string file = "",
        [CallerMemberName] string test = "")
    {
        foreach (var seed in SeedsOf(file, test))
        {
            await gen.SampleAsync(property, seed: seed, iter: 1, threads: 1);
        }

        await gen.SampleAsync(property, iter: iter);
    }

    private static IEnumerable<string> SeedsOf(string file, string test) =>
        All.Where(kept => kept.Test == $"{Path.GetFileNameWithoutExtension(file)}.{test}").Select(kept => kept.Seed);

    private static ImmutableArray<(string Test, string Seed, string Reason)> Read() =>
    [
        .. File.ReadLines(Path.Combine(Source.Root, "tests", "CmpPromoter.Tests", "Properties", "seeds.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ', 3))
            .Select(words => (words[0], words[1], words[2])),
    ];
}
