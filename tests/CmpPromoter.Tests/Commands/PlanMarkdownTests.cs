using CmpPromoter.Commands;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Overlays;
using CmpPromoter.Promotion;
using CmpPromoter.Tests.Fakes;

namespace CmpPromoter.Tests.Commands;

public sealed class PlanMarkdownTests
{
    [Fact]
    public void Names_and_sentences_of_others_stay_text()
    {
        const string Hostile = "a|b`c <img src=x> @team https://evil.example [x](y)\n# h";
        var step = Plans.Step("destination.example/api:1", StepState.Missing).Refuse(FailureKind.Image, Hostile);
        var resource = new ResourceIdentity { ApiVersion = "v1", Kind = "Pod", Namespace = "", Name = Hostile };
        step = step with { Uses = [step.Uses[0] with { Resource = resource }] };

        var markdown = Of(Plans.Plan(step));

        const string Text = @"a\|b\`c &#60;img src=x&#62; &#64;team https&#58;//evil.example \[x\](y) \# h";
        Assert.Contains($"\n- `api:1`: {Text}\n", markdown, StringComparison.Ordinal);
        Assert.Contains($"\n- `api:1`: Pod {Text}, spec", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Hundreds_of_images_fit_a_comment()
    {
        var steps = Enumerable.Range(0, 900).Select(n =>
            Plans.Step($"destination.example/team/app-{n}:1", n % 2 == 0 ? StepState.Present : StepState.Missing));

        var markdown = Of(Plans.Plan([.. steps]));

        Assert.InRange(markdown.Length, 10_000, 65_536);
        Assert.Contains("\nand 350 more\n", markdown, StringComparison.Ordinal);
    }

    private static string Of(PromotionPlan plan) => new PlanMarkdown(RegistryHost.Parse("destination.example")).Of(plan);
}
