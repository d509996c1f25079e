using System.Text.RegularExpressions;
using CmpPromoter.Tests.Layering;
using CsCheck;

namespace CmpPromoter.Tests.Properties;

/// <summary>Properties are run with the seeds that are kept for them, and say the seed when they fail.</summary>
public sealed partial class KeptSeedsTests
{
    [Fact]
    public void A_run_that_fails_prints_the_seed_that_repeats_it()
    {
        var numbers = Gen.Int[0, 1_000_000];
        var failure = Assert.ThrowsAny<Exception>(() => numbers.Holds(number => Assert.NotEqual(0, number % 10)));

        var seed = PrintedSeed().Match(failure.Message).Groups["seed"].Value;

        var first = -1;
        numbers.Sample(number => { first = number; }, seed: seed, iter: 1, threads: 1);
        Assert.Equal(0, first % 10);
    }

    [Fact]
    public void Every_kept_seed_is_of_a_property_and_says_why()
    {
        var files = Source.Files("tests/CmpPromoter.Tests", "*.cs")
            .ToLookup(file => Path.GetFileNameWithoutExtension(file.Path), file => file.Text);

        Assert.NotEmpty(KeptSeeds.All);
        Assert.All(KeptSeeds.All, kept =>
        {
            var (file, method) = (kept.Test.Split('.')[0], kept.Test.Split('.')[1]);
            var text = Assert.Single(files[file]);
            Assert.Contains($" {method}(", text, StringComparison.Ordinal);
            Assert.Matches("^[0-9A-Za-z_-]{12}$", kept.Seed);
            Assert.NotEmpty(kept.Reason);
        });
    }

    [Fact]
    public void No_property_is_run_without_them()
    {
        var others = Source.Files("tests/CmpPromoter.Tests", "*.cs")
            .Where(file => !file.Path.StartsWith("Properties", StringComparison.Ordinal))
            .Where(file => file.Text.Contains("using CsCheck;", StringComparison.Ordinal) && RandomRun().IsMatch(file.Text))
            .Select(file => file.Path);

        Assert.Empty(others);
    }

    [GeneratedRegex("seed: \"(?<seed>[^\"]+)\"")]
    private static partial Regex PrintedSeed();

    [GeneratedRegex(@"\.Sample(Async)?\(")]
    private static partial Regex RandomRun();
}
