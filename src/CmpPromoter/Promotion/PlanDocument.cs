using System.Text.Json;
using System.Text.Json.Serialization;
using CmpPromoter.Diagnostics;
using CmpPromoter.Overlays;

namespace CmpPromoter.Promotion;

/// <summary>A plan as JSON. Fields are only ever added; <see cref="Version"/> changes when the meaning of one does.</summary>
internal sealed record PlanDocument
{
    /// <summary>1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>How many images are of each state.</summary>
    public required PlanCounts Counts { get; init; }

    /// <summary>Bytes that a copy would send at most, what images share counted once; absent when an image could not be measured.</summary>
    public long? SendBytes { get; init; }

    /// <summary>Rules that were not judged, a sentence each; absent where all were.</summary>
    public IReadOnlyList<string>? Unjudged { get; init; }

    /// <summary>In the order in which the overlay first names them.</summary>
    public required ImmutableArray<PlanImage> Images { get; init; }

    public static PlanDocument Of(PromotionPlan plan) => new()
    {
        Counts = new PlanCounts(
            plan.Count(StepState.Present), plan.Count(StepState.Missing), plan.Count(StepState.Refused), plan.Count(StepState.Foreign)),
        SendBytes = plan.SendBytes,
        Unjudged = plan.Unjudged.IsEmpty ? null : plan.Unjudged,
        Images = [.. plan.Steps.Select(PlanImage.Of)],
    };

    public string ToJson() => ReadableJson.Indent(JsonSerializer.SerializeToUtf8Bytes(this, PlanJson.Default.PlanDocument));
}

/// <summary>How many images are of each state.</summary>
internal sealed record PlanCounts(int Present, int Missing, int Refused, int Foreign);

/// <summary>One step of a plan as JSON.</summary>
internal sealed record PlanImage
{
    /// <summary>In full, with every default written out.</summary>
    public required string Reference { get; init; }

    /// <summary><c>present</c>, <c>missing</c>, <c>refused</c> or <c>foreign</c>.</summary>
    public required string State { get; init; }

    public string? Digest { get; init; }

    /// <summary>Registry and repository that a missing image is copied from.</summary>
    public string? Source { get; init; }

    /// <summary>Bytes of a missing image's blobs, of all platforms.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Those of them that the destination's repository has already.</summary>
    public long? HeldBytes { get; init; }

    /// <summary>When a missing image was built, as it says itself.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The tag is at another digest at the source; only with <c>--verify-source</c>.</summary>
    public PlanDrift? Drift { get; init; }

    /// <summary>The tag that a copy sets.</summary>
    public string? SetsTag { get; init; }

    public bool CreatesRepository { get; init; }

    /// <summary>A render fails when this image cannot be promoted.</summary>
    public required bool Required { get; init; }

    /// <summary>Why it is refused, with the cure; or something worth knowing.</summary>
    public string? Note { get; init; }

    public required ImmutableArray<PlanUse> Uses { get; init; }

    public static PlanImage Of(PlanStep step) => new()
    {
        Reference = step.Reference.ToString(),
        State = step.State.ToString().ToLowerInvariant(),
        Digest = step.Digest?.ToString(),
        Source = step.Source is { } source ? $"{source.Registry.Host}/{source.Repository}" : null,
        SizeBytes = step.Size?.Bytes,
        HeldBytes = step.Size?.HeldBytes,
        CreatedAt = step.CreatedAt,
        Drift = step.SourceDigest is { } sourceDigest ? new PlanDrift(sourceDigest.ToString()) : null,
        SetsTag = step.SetsTag?.ToString(),
        CreatesRepository = step.CreatesRepository,
        Required = step.IsRequired,
        Note = step.Note,
        Uses = [.. step.Uses.Select(PlanUse.Of)],
    };
}

/// <summary>Where the source has a tag that the destination has elsewhere.</summary>
internal sealed record PlanDrift(string SourceDigest);

/// <summary>One place that names the image: the overlay's directory, resource, field path, and line in the rendered overlay from 1.</summary>
internal sealed record PlanUse(string Overlay, string Resource, string Field, int Line)
{
    public static PlanUse Of(ImageUse use) => new(use.Overlay, use.Resource.ToString(), use.FieldPath, use.Line);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PlanDocument))]
internal sealed partial class PlanJson : JsonSerializerContext;
