using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Log;

namespace CmpPromoter.Tests.LocalEcr;

public sealed class FaultSyntaxTests
{
    public static TheoryData<string, FaultAction> Actions => new()
    {
        { "throttle", new FaultAction.Throttle() },
        { "throttle retry-after:2", new FaultAction.Throttle { RetryAfter = "2" } },
        { "answer:500 code:INTERNAL", new FaultAction.Answer(500, "INTERNAL") },
        { "answer:429 retry-after:1", new FaultAction.Answer(429) { RetryAfter = "1" } },
        { "cut:1000", new FaultAction.CutResponse(1000) },
        { "cut-request:0", new FaultAction.CutRequest(0) },
        { "flip:5", new FaultAction.FlipByte(5) },
        { "length:-5", new FaultAction.ChangeLength(-5) },
        { "length:5", new FaultAction.ChangeLength(5) },
        { "endless", new FaultAction.Endless() },
        { "drip:10 pause-ms:7", new FaultAction.Drip(10, TimeSpan.FromMilliseconds(7)) },
        { "stall", new FaultAction.Stall() },
        { "stall:10", new FaultAction.Stall(10) },
        { "stall-request", new FaultAction.StallRequest() },
        { "stall-request:10", new FaultAction.StallRequest(10) },
        { "lose-response", new FaultAction.LoseResponse() },
        { "lose-session", new FaultAction.LoseSession() },
        { "expire", new FaultAction.Expire() },
        { "ignore-range", new FaultAction.IgnoreRange() },
        { "redirect:http://127.0.0.1:1/x", new FaultAction.Redirect(new Uri("http://127.0.0.1:1/x")) },
    };

    [Theory]
    [MemberData(nameof(Actions))]
    public void Every_fault_has_words(string words, FaultAction action) =>
        Assert.Equal(action, FaultSyntax.Parse($"PutManifest {words}").Action);

    [Fact]
    public void A_page_of_html_is_one_of_them() => Assert.IsType<FaultAction.Answer>(
        FaultSyntax.Parse("PutManifest html:502").Action);

    [Fact]
    public void Requests_are_chosen_by_what_they_are_about()
    {
        const string words = "PutManifest throttle repository:team/api reference:sha256:00 account:1 after:2 times:all";

        Assert.Equal(
            new Fault
            {
                Name = words,
                Action = new FaultAction.Throttle(),
                Operation = "PutManifest",
                Repository = "team/api",
                Reference = "sha256:00",
                AccountId = "1",
                After = 2,
                Times = int.MaxValue,
            },
            FaultSyntax.Parse(words));
    }

    [Theory]
    [InlineData("*", null)]
    [InlineData("Api", AccessOrigin.Api)]
    [InlineData("Layer", AccessOrigin.Layer)]
    public void A_whole_origin_can_fail(string where, AccessOrigin? origin)
    {
        var fault = FaultSyntax.Parse($"{where} expire");

        Assert.Equal((origin, null, 1), (fault.Origin, fault.Operation, fault.Times));
    }

    [Theory]
    [InlineData("", "write where and what, such as 'PutManifest throttle'")]
    [InlineData("PutMnifest throttle", "'PutMnifest' is no operation")]
    [InlineData("0 throttle", "'0' is no operation")]
    [InlineData("PutManifest boom", "'boom' is no fault; valid: answer, cut,")]
    [InlineData("PutManifest cut", "cut needs :BYTES")]
    [InlineData("PutManifest cut:-1", "cut:BYTES: '-1' is no number of at least 0")]
    [InlineData("PutManifest answer:42", "answer:STATUS: '42' is no number")]
    [InlineData("PutManifest endless:5", "endless takes no ':5'")]
    [InlineData("PutManifest redirect:there", "redirect:URL: 'there' is no absolute URL")]
    [InlineData("PutManifest throttle times:0", "times: '0' is no number of at least 1")]
    [InlineData("PutManifest throttle code:X", "'code' means nothing to throttle")]
    [InlineData("PutManifest throttle after", "'after': write after:VALUE, once")]
    [InlineData("PutManifest throttle after:1 after:2", "'after:2': write after:VALUE, once")]
    public void What_is_no_fault_is_answered_with_what_would_be(string words, string reason) =>
        Assert.StartsWith(
            reason,
            Assert.Throws<FormatException>(() => FaultSyntax.Parse(words)).Message,
            StringComparison.Ordinal);
}
