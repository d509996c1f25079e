using System.Text;
using CmpPromoter.Diagnostics;
using CmpPromoter.Overlays;
using CmpPromoter.Promotion;
using CmpPromoter.Tests.Fakes;

namespace CmpPromoter.Tests;

public sealed class PromotionFailureTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(45);

    private static readonly Caller Payments = new()
    {
        Application = "payments",
        Project = "team-a",
        Revision = "1a2b3c4d5e6f7081920a1b2c3d4e5f60718293a4",
        TargetRevision = "main",
    };

    [Fact]
    public void The_message_begins_with_the_conclusion_and_names_each_image_its_place_and_the_cure()
    {
        var failure = Assert.Throws<PromoterException>(() => PromotionFailure.ThrowUnlessComplete(
            Report(Failed("destination.example/api:1", FailureKind.Image, "nobody holds it. Push it"), Done("destination.example/web:1")), Payments, Budget, Consequence.OfRender));

        Assert.Equal(FailureKind.Image, failure.Kind);
        Assert.Equal(
            """
            1 of 2 images not promoted for application payments (project team-a, revision 1a2b3c4); no manifest was emitted
            - destination.example/api:1 (Deployment team/api, spec.template.spec.containers[0].image): nobody holds it. Push it
            Refresh to try again once that is mended; what was promoted is kept
            """,
            failure.Message);
    }

    [Theory]
    [InlineData(FailureKind.Remote, FailureKind.Image, FailureKind.Image)]
    [InlineData(FailureKind.Budget, FailureKind.Remote, FailureKind.Remote)]
    [InlineData(FailureKind.Budget, FailureKind.Budget, FailureKind.Budget)]
    internal void What_a_person_must_mend_decides_the_exit_code(FailureKind first, FailureKind second, FailureKind expected)
    {
        var failure = Assert.Throws<PromoterException>(() => PromotionFailure.ThrowUnlessComplete(
            Report(Failed("destination.example/a:1", first, "x"), Failed("destination.example/b:1", second, "y")), Payments, Budget, Consequence.OfRender));

        Assert.Equal(expected, failure.Kind);
    }

    [Fact]
    public void Hundreds_of_failed_images_fit_what_argo_cd_stores()
    {
        var failed = Enumerable.Range(0, 500).Select(n => Failed($"destination.example/team/app-{n}:1", FailureKind.Image, "nobody holds it"));

        var failure = Assert.Throws<PromoterException>(() => PromotionFailure.ThrowUnlessComplete(Report([.. failed]), Payments, Budget, Consequence.OfRender));

        Assert.InRange(Encoding.UTF8.GetByteCount(failure.Message), 1000, PromotionFailure.MaxBytes);
        Assert.StartsWith("500 of 500 images not promoted", failure.Message, StringComparison.Ordinal);
        var shown = failure.Message.Split('\n').Count(line => line.StartsWith("- destination.example/", StringComparison.Ordinal));
        Assert.EndsWith(
            $"\n- … and {500 - shown} more images: 'cmp-promoter plan' on the overlay names them\n"
            + "Refresh to try again once that is mended; what was promoted is kept",
            failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void One_image_with_an_endless_reason_leaves_room_for_the_others()
    {
        var failed = Enumerable.Range(0, 4).Select(n => Failed($"destination.example/app-{n}:1", FailureKind.Remote, new string('€', 5000)));

        var failure = Assert.Throws<PromoterException>(() => PromotionFailure.ThrowUnlessComplete(Report([.. failed]), Payments, Budget, Consequence.OfRender));

        Assert.InRange(Encoding.UTF8.GetByteCount(failure.Message), 1000, PromotionFailure.MaxBytes);
        Assert.Contains("- … and 3 more images", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("Refresh to try again; what was promoted is kept", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Outside_argo_cd_nobody_is_named()
    {
        var failure = PromotionFailure.OutOfTime(Caller.Unnamed, Budget, Consequence.OfRender);

        Assert.StartsWith("the time budget of 45 s was over before the images were looked up; no manifest", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipeline_is_told_of_its_own_time_and_of_the_overlay()
    {
        var first = Failed("destination.example/a:1", FailureKind.Budget, "1 MiB of 2 MiB copied when the time was over");
        var second = Done("destination.example/b:1");
        second = second with { Step = second.Step with { Uses = [Plans.Use("destination.example/b:1") with { Overlay = "other" }] } };

        var failure = Assert.Throws<PromoterException>(() => PromotionFailure.ThrowUnlessComplete(
            Report(first, second), Caller.Unnamed, Budget, Consequence.OfPromote));

        Assert.Equal(
            """
            1 of 2 images not promoted; what was finished is kept
            - destination.example/a:1 (overlay: Deployment team/api, spec.template.spec.containers[0].image): 1 MiB of 2 MiB copied when the time was over
            The time budget is 45 s (--timeout). Run it again to go on from there, or give it more time with --timeout
            """,
            failure.Message);
    }

    private static PromotionReport Report(params StepOutcome[] outcomes) => new() { Outcomes = [.. outcomes], Duration = TimeSpan.Zero };

    private static StepOutcome Done(string reference) => new() { Step = Plans.Step(reference, StepState.Present) };

    private static StepOutcome Failed(string reference, FailureKind kind, string reason) => new()
    {
        Step = Plans.Step(reference, StepState.Missing),
        Failure = kind,
        Reason = reason,
    };
}
