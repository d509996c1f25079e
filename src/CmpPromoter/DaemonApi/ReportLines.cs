using CmpPromoter.Copying;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Overlays;
using CmpPromoter.Promotion;

namespace CmpPromoter.DaemonApi;

/// <summary>A promotion's report as lines on the socket, and back.</summary>
internal static class ReportLines
{
    public static OutcomeLine Write(PromotionReport report) => new()
    {
        DurationSeconds = report.Duration.TotalSeconds,
        Images = [.. report.Outcomes.Select(Write)],
    };

    /// <param name="line">The daemon's answer.</param>
    /// <param name="uses">What was asked for.</param>
    /// <returns>Absent when the answer does not tell of every image that was asked for, in words that are known.</returns>
    public static PromotionReport? Read(OutcomeLine line, ImmutableArray<ImageUse> uses)
    {
        var byReference = uses.ToLookup(use => use.Reference.ToString());
        var outcomes = line.Images.Select(image => Read(image, [.. byReference[image.Reference]])).ToImmutableArray();
        var answered = line.Images.Select(image => image.Reference).ToHashSet();
        return outcomes.Contains(null) || answered.Count != outcomes.Length || byReference.Any(asked => !answered.Contains(asked.Key))
            ? null
            : new PromotionReport { Outcomes = [.. outcomes.OfType<StepOutcome>()], Duration = TimeSpan.FromSeconds(line.DurationSeconds) };
    }

    private static ImageLine Write(StepOutcome outcome) => new()
    {
        Reference = outcome.Step.Reference.ToString(),
        State = WireNames.Of(outcome.Step.State),
        Required = outcome.Step.IsRequired,
        Digest = outcome.Step.Digest?.ToString(),
        Note = outcome.Step.Note,
        Failure = outcome.Failure is { } failure ? WireNames.Of(failure) : null,
        Reason = outcome.Reason,
        Copied = outcome.Copied is { } copied ? Write(copied) : null,
        UnderWay = outcome.UnderWay,
    };

    private static CopiedLine Write(CopyResult copied) => new()
    {
        MovedBytes = copied.MovedBytes,
        MovedBlobs = copied.MovedBlobs,
        MountedBlobs = copied.MountedBlobs,
        ReusedBlobs = copied.ReusedBlobs,
        ReusedBytes = copied.ReusedBytes,
        PushedManifests = copied.PushedManifests,
        DurationSeconds = copied.Duration.TotalSeconds,
        Warnings = copied.Warnings,
    };

    private static StepOutcome? Read(ImageLine line, ImmutableArray<ImageUse> uses)
    {
        if (uses.IsEmpty || WireNames.StateOf(line.State) is not { } state)
        {
            return null;
        }

        return new StepOutcome
        {
            Step = new PlanStep
            {
                Reference = uses[0].Reference,
                Uses = uses,
                State = state,
                IsRequired = line.Required,
                Digest = Digest.TryParse(line.Digest, out var digest, out _) ? digest : null,
                Note = Safe(line.Note),
            },
            Failure = line.Failure is { } failure ? WireNames.KindOf(failure) : null,
            Reason = Safe(line.Reason),
            Copied = line.Copied is { } copied ? Read(copied) : null,
            UnderWay = line.UnderWay,
        };
    }

    private static CopyResult Read(CopiedLine line) => new()
    {
        MovedBytes = line.MovedBytes,
        MovedBlobs = line.MovedBlobs,
        MountedBlobs = line.MountedBlobs,
        ReusedBlobs = line.ReusedBlobs,
        ReusedBytes = line.ReusedBytes,
        PushedManifests = line.PushedManifests,
        Duration = TimeSpan.FromSeconds(line.DurationSeconds),
        Warnings = line.Warnings.IsDefault ? [] : [.. line.Warnings.Select(warning => Safe(warning)!)], // None is absent.
    };

    private static string? Safe(string? text) => text is null ? null : SafeText.OneLine(text, 2 * SafeText.MaxForeignChars);
}
