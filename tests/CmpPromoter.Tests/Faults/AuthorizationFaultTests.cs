using System.Net;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Log;
using CmpPromoter.LocalEcr.Seeding;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.Faults;

/// <summary>Tokens that expire, roles that are refused, clocks that differ.</summary>
public sealed class AuthorizationFaultTests
{
    private const string Role = "arn:aws:iam::222222222222:role/promoter";

    [Theory(Timeout = TwoAccounts.Patience)]
    [InlineData("GetBlob", HttpStatusCode.Forbidden)]
    [InlineData("GetBlob", HttpStatusCode.Unauthorized)]
    [InlineData("StartUpload", HttpStatusCode.Forbidden)]
    [InlineData("PutUpload", HttpStatusCode.Forbidden)]
    [InlineData("PutUpload", HttpStatusCode.Unauthorized)]
    [InlineData("PutManifest", HttpStatusCode.Forbidden)]
    public async Task A_token_that_expires_on_the_way_is_renewed(string operation, HttpStatusCode status)
    {
        await using var ecr = await TwoAccounts.StartAsync(new LocalEcrOptions { ExpiredTokenStatus = status });
        ecr.Offer("1", new ImageSpec { Layers = 1 });
        ecr.Break(operation, new FaultAction.Expire());

        await ecr.ArrivesAsync("1");

        Assert.Equal(3, ecr.Log.Count("GetAuthorizationToken"));
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task An_STS_that_is_throttled_is_asked_again()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1");
        ecr.Faults.Add(new Fault
        {
            Name = "sts",
            Origin = AccessOrigin.Sts,
            Action = new FaultAction.Answer(400, "Throttling", "Rate exceeded"),
        });
        using var promoter = new EcrPromoter(ecr.Server, roleArn: Role);

        var report = await promoter.PromoteAsync(TwoAccounts.Name("1"));

        Assert.Null(Assert.Single(report.Outcomes).Reason);
        Assert.Equal(1, ecr.Faults.Strikes("sts"));
    }

    [Theory(Timeout = TwoAccounts.Patience)]
    [InlineData(-10)]
    [InlineData(10)]
    public async Task A_clock_that_is_ten_minutes_off_does_not_matter(int minutes)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(minutes));
        await using var ecr = await TwoAccounts.StartAsync(
            new LocalEcrOptions { TimeProvider = time, CheckSignatureTime = true });
        ecr.Offer("1");

        await ecr.ArrivesAsync("1");
    }
}
