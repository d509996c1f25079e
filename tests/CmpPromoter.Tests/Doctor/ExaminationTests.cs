using System.Net;
using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Doctor;
using CmpPromoter.Registry;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.Doctor;

public sealed class ExaminationTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, null)]
    [InlineData(30, null)]
    [InlineData(31, "Doubtful")]
    [InlineData(-31, "Doubtful")]
    [InlineData(300, "Doubtful")]
    [InlineData(301, "Bad")]
    [InlineData(-3600, "Bad")]
    public void A_clock_that_is_off_is_told_by_how_much(int seconds, string? state)
    {
        var answer = new PingAnswer(HttpStatusCode.Unauthorized, Now.AddSeconds(-seconds));

        var finding = ClockReading.Of("source", answer, Now).SingleOrDefault();

        Assert.Equal(state, finding?.State.ToString());
        Assert.Equal(seconds > 0, finding?.Text.Contains("ahead of", StringComparison.Ordinal) ?? seconds > 0);
    }

    [Fact]
    public void A_registry_without_a_clock_says_nothing_of_ours() =>
        Assert.Empty(ClockReading.Of("source", new PingAnswer(HttpStatusCode.OK, Date: null), Now));

    [Fact]
    public async Task What_does_not_heed_its_token_is_given_up_all_the_same()
    {
        var time = new FakeTimeProvider(Now);
        var begun = new TaskCompletionSource();
        var probing = new Probing(TimeSpan.FromSeconds(5), time);

        var run = probing.RunAsync(
            "source",
            "waiting",
            new Silence("Wait longer", FailureKind.Image),
            async _ =>
            {
                begun.SetResult();
                await new TaskCompletionSource().Task;
                return [];
            },
            TestContext.Current.CancellationToken);
        await begun.Task;
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(
            [Finding.Bad("source", "waiting: no answer within 5 s", "Wait longer", FailureKind.Image)], (IEnumerable<Finding>)await run);
    }

    [Fact]
    public async Task A_socket_that_is_not_there_is_named()
    {
        var examination = new DaemonExamination("/nonexistent/promoter.sock", "1", TimeProvider.System);

        var fault = await Assert.ThrowsAsync<PromoterException>(() => examination.LookAsync(TestContext.Current.CancellationToken));

        Assert.Contains("/nonexistent/promoter.sock: there is no such socket", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_kustomize_the_cure_is_to_install_one()
    {
        var environment = new ProcessEnvironment([new("PATH", "/nonexistent")]);

        var finding = Assert.Single(await new KustomizeExamination(environment, "/").LookAsync(TestContext.Current.CancellationToken));

        Assert.Equal((FindingState.Bad, "neither kustomize nor kubectl is on PATH (searched: /nonexistent)"), (finding.State, finding.Text));
    }

    [Fact]
    public void In_the_sidecar_what_has_no_effect_and_what_must_be_set_elsewhere_is_said()
    {
        var options = PromotionFile.Parse(PromotionFile.Example + "\ncopy: {budget: 150s}", "promotion.yaml");
        var environment = new ProcessEnvironment([new("ARGOCD_APP_NAME", "shop"), new("ARGOCD_EXEC_TIMEOUT", "3m")]);

        var findings = ArgoCdExamination.Look(environment, options);

        Assert.Equal(
            [FindingState.Good, FindingState.Note, FindingState.Doubtful], findings.Select(finding => finding.State));
        Assert.Contains("must be 165 or more", findings[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_for_projects_need_an_Argo_CD_that_tells_the_project()
    {
        var options = PromotionFile.Parse(
            PromotionFile.Example + "\npolicy: {projects: [{project: shop, repositories: ['shop/**']}]}", "promotion.yaml");

        var findings = ArgoCdExamination.Look(new ProcessEnvironment([new("ARGOCD_APP_NAME", "shop")]), options);

        Assert.Equal(FailureKind.Image, findings[0].Failure);
    }
}
