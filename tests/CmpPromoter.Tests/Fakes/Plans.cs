using CmpPromoter.Oci;
using CmpPromoter.Overlays;
using CmpPromoter.Promotion;

namespace CmpPromoter.Tests.Fakes;

/// <summary>Uses and steps for tests that begin in the middle of the pipeline.</summary>
internal static class Plans
{
    public static ImageUse Use(string text) => new()
    {
        Reference = ImageReference.Parse(text),
        Text = text,
        Overlay = "overlay",
        Origin = ImageUseOrigin.Declared,
        Resource = new ResourceIdentity { ApiVersion = "apps/v1", Kind = "Deployment", Namespace = "team", Name = "api" },
        FieldPath = "spec.template.spec.containers[0].image",
        Line = 1,
    };

    public static PlanStep Step(string text, StepState state) => new()
    {
        Reference = ImageReference.Parse(text),
        Uses = [Use(text)],
        State = state,
        IsRequired = true,
    };

    public static PromotionPlan Plan(params PlanStep[] steps) => new() { Steps = [.. steps] };

    public static PlanStep From(this PlanStep step, MemoryRegistry source, Manifest manifest) => step with
    {
        State = StepState.Missing,
        Digest = manifest.Digest,
        SetsTag = step.Reference.Tag,
        Source = new SourceImage { Registry = source, Repository = step.Reference.Repository, Manifest = manifest },
    };
}
