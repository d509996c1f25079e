using CmpPromoter.LocalEcr.Faults;

namespace CmpPromoter.Tests.Faults;

/// <summary>Answers of ECR's API that do not end, break off, stand still or are no answers.</summary>
public sealed class ApiAnswerFaultTests
{
    public static TheoryData<string> Operations =>
        ["GetAuthorizationToken", "BatchGetImage", "BatchCheckLayerAvailability"];

    [Theory(Timeout = TwoAccounts.Patience)]
    [MemberData(nameof(Operations))]
    public async Task An_answer_without_end_is_read_to_its_bound_and_told(string operation)
    {
        await using var world = await TwoAccounts.StartAsync();
        world.Offer("1");
        world.Break(operation, new FaultAction.Endless(), times: int.MaxValue);

        var reason = await world.FailsAsync("1");

        Assert.Contains($"{operation} {Api(world)}: the answer has more than 33554432 bytes. ", reason, StringComparison.Ordinal);
    }

    [Theory(Timeout = TwoAccounts.Patience)]
    [MemberData(nameof(Operations))]
    public async Task A_page_instead_of_an_answer_is_told(string operation)
    {
        await using var world = await TwoAccounts.StartAsync();
        world.Offer("1");
        world.Break(operation, new FaultAction.Answer(200) { Body = "<html>Sign in</html>" }, times: int.MaxValue);

        var reason = await world.FailsAsync("1");

        Assert.Contains($"{operation} {Api(world)}: this is no answer of ECR's. ", reason, StringComparison.Ordinal);
    }

    [Theory(Timeout = TwoAccounts.Patience)]
    [MemberData(nameof(Operations))]
    public async Task An_answer_that_breaks_off_is_asked_for_again(string operation)
    {
        await using var world = await TwoAccounts.StartAsync();
        world.Offer("1");
        world.Break(operation, new FaultAction.CutResponse(5));

        await world.ArrivesAsync("1");

        Assert.Equal(1, world.Faults.Strikes(operation));
    }

    [Theory(Timeout = TwoAccounts.Patience)]
    [MemberData(nameof(Operations))]
    public async Task An_answer_that_stands_still_is_asked_for_again(string operation)
    {
        await using var world = await TwoAccounts.StartAsync();
        world.Offer("1");
        world.Break(operation, new FaultAction.Stall(5));

        var arrival = world.ArrivesAsync("1");
        await world.Faults.Reached(operation);
        world.Promoter.Time.EndSilence();

        await arrival;
    }

    private static string Api(TwoAccounts world) => world.Server.ApiEndpoint.GetLeftPart(UriPartial.Authority);
}
