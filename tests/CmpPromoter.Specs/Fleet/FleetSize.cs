using CmpPromoter.LocalEcr.Seeding;

namespace CmpPromoter.Specs.Fleet;

/// <summary>
/// How many applications there are, and what they run. Every image is built on a distribution and a runtime of two layers
/// each, which images share in all mixtures, and has a layer of its own.
/// </summary>
internal sealed record FleetSize
{
    private const int LayersOfBase = 2;

    /// <summary>Seconds.</summary>
    public static readonly FleetSize OfTheGate = new()
    {
        Applications = 12,
        ImagesOfApplication = 5,
        Teams = 4,
        Distributions = 2,
        RendersAtATime = 6,
    };

    /// <summary>What a large company has.</summary>
    public static readonly FleetSize Whole = new()
    {
        Applications = 500,
        ImagesOfApplication = 10,
        Teams = 50,
        Distributions = 10,
        RendersAtATime = 20,
    };

    public required int Applications { get; init; }

    public required int ImagesOfApplication { get; init; }

    /// <summary>A team has a repository per image of an application; its applications are tags in them.</summary>
    public required int Teams { get; init; }

    /// <summary>And as many runtimes.</summary>
    public required int Distributions { get; init; }

    public required int RendersAtATime { get; init; }

    public int Images => Applications * ImagesOfApplication;

    public int BaseLayers => 2 * LayersOfBase * Distributions;

    public string RepositoryOf(int application, int image) => $"team-{application % Teams}/service-{image}";

    /// <param name="application">Its number.</param>
    /// <param name="release">Which of its releases; each has images of its own.</param>
    public static string TagOf(int application, int release) => $"{release}.{application}";

    public ImageSpec SpecOf(int application, int image, int release)
    {
        var number = (release * Images) + (application * ImagesOfApplication) + image;
        var distribution = LayersOfBase * (number % Distributions);
        var runtime = LayersOfBase * (Distributions + (number / Distributions % Distributions));
        return new ImageSpec
        {
            SharedSeeds = [distribution, distribution + 1, runtime, runtime + 1],
            LayerSizesBytes = [4 << 20, 4 << 20, 4 << 20, 4 << 20, 64 << 10],
            Seed = 1 + number,
        };
    }
}
