using System.Text;
using CmpPromoter.Commands;
using CmpPromoter.Diagnostics;
using CmpPromoter.Overlays;

namespace CmpPromoter.Tests.Commands;

public sealed class ConclusionTextTests
{
    private static readonly Caller Shop = new() { Application = "shop", Project = "team-a", Revision = "4f0c7e1d2b3a", TargetRevision = "main" };

    [Fact]
    public void The_conclusion_stands_before_what_was_logged_before_it() => Assert.Equal(
        "cmp-promoter: done\nfirst\nsecond\n", ConclusionText.Of("done", ["first", "second"], droppedLines: 0));

    [Fact]
    public void A_conclusion_without_a_log_is_one_line() => Assert.Equal("cmp-promoter: done\n", ConclusionText.Of("done", [], droppedLines: 0));

    [Fact]
    public void Of_a_long_log_the_end_is_kept_and_what_is_left_out_is_counted()
    {
        ImmutableArray<string> log = [.. Enumerable.Range(0, 200).Select(n => $"line {n} {new string('ä', 50)}")];

        var text = ConclusionText.Of("done", log, droppedLines: 7);

        Assert.InRange(Encoding.UTF8.GetByteCount(text), 3800, ConclusionText.MaxBytes);
        var lines = text.TrimEnd('\n').Split('\n');
        Assert.Equal("cmp-promoter: done", lines[0]);
        Assert.Equal($"… and {207 - (lines.Length - 2)} lines of the log before", lines[1]);
        Assert.Equal(log[^1], lines[^1]);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("€")]
    [InlineData("😀")]
    public void A_conclusion_that_is_too_long_keeps_its_beginning_and_its_end(string filling)
    {
        var text = ConclusionText.Of("BEGIN" + string.Concat(Enumerable.Repeat(filling, 9000)) + "END", ["log"], droppedLines: 0);

        Assert.InRange(Encoding.UTF8.GetByteCount(text), 4000, ConclusionText.MaxBytes);
        Assert.StartsWith("cmp-promoter: BEGIN", text, StringComparison.Ordinal);
        Assert.Contains("END\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', text);
    }

    [Fact]
    public void A_failure_of_any_kind_begins_with_for_whom_and_with_what_consequence()
    {
        var text = ConclusionText.OfFailure(new PromoterException(FailureKind.Render, "kustomize said no"), Shop, "generate");

        Assert.Equal(
            "the overlay could not be rendered for application shop (project team-a, revision 4f0c7e1); no manifest was emitted\nkustomize said no",
            text);
    }

    [Fact]
    public void A_failure_that_says_so_itself_and_one_outside_Argo_CD_are_left_as_they_are()
    {
        Assert.Equal("x", ConclusionText.OfFailure(new PromoterException(FailureKind.Image, "x") { IsConclusion = true }, Shop, "generate"));
        Assert.Equal("x", ConclusionText.OfFailure(new PromoterException(FailureKind.Image, "x"), Caller.Unnamed, "generate"));
    }

    [Fact]
    public void Held_lines_are_whole_lines_and_of_very_many_the_last()
    {
        using var held = new HeldLines();
        for (var n = 0; n < 250; n++)
        {
            held.Write($"line {n}");
            held.WriteLine();
        }

        held.Write("open");
        var taken = held.Take();

        Assert.Equal((200, "line 50", "line 249"), (taken.Length, taken[0], taken[^1]));
        Assert.Equal(50, held.DroppedLines);
        Assert.Empty(held.Take());
    }

    [Theory]
    [InlineData("promote")]
    [InlineData("copy")]
    [InlineData("plan")]
    [InlineData(null)]
    public void A_failure_of_what_emits_no_manifest_is_said_as_it_is(string? command) => Assert.Equal(
        "a registry said no", ConclusionText.OfFailure(new PromoterException(FailureKind.Remote, "a registry said no"), Shop, command));

    [Theory]
    [InlineData("generate", "stopped by a signal (terminated) for application shop; no manifest was emitted, finished layers are kept")]
    [InlineData("copy", "stopped by a signal (terminated) for application shop; finished layers are kept")]
    [InlineData("doctor", "stopped by a signal (terminated) for application shop")]
    public void A_signal_ends_each_command_with_what_is_left_of_it(string command, string expected) =>
        Assert.Equal(expected, ConclusionText.OfSignal(FailureKind.Terminated, Caller.Unnamed with { Application = "shop" }, command));

    [Theory]
    [InlineData("generate", "generate", "overlays/promote")]
    [InlineData("promote", "--config", "generate", "promote", "generate")]
    [InlineData("plan", "-v", "plan")]
    [InlineData(null, "--help")]
    [InlineData(null, "--config", "generate")]
    public void The_command_is_the_first_word_that_is_no_options(string? expected, params string[] arguments) =>
        Assert.Equal(expected, CommandLine.FindCommand(arguments));
}
