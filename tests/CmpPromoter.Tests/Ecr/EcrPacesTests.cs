using CmpPromoter.Configuration;
using CmpPromoter.Ecr;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Tests.Ecr;

public sealed class EcrPacesTests
{
    private const int TimeoutMilliseconds = 30_000;
    private static readonly RepositoryName Repository = RepositoryName.Parse("team/api");
    private static readonly ManifestKey Key = ManifestKey.Of(Tag.Parse("v1"));

    [Fact]
    public void Registries_of_one_account_and_region_share_their_paces()
    {
        using var paces = new EcrPaces(TimeProvider.System);

        var first = paces.Of(Name("111111111111.dkr.ecr.eu-central-1.amazonaws.com"));

        Assert.Same(first, paces.Of(Name("111111111111.dkr-ecr.eu-central-1.on.aws")));
        Assert.NotSame(first, paces.Of(Name("222222222222.dkr.ecr.eu-central-1.amazonaws.com")));
        Assert.NotSame(first, paces.Of(Name("111111111111.dkr.ecr.us-east-1.amazonaws.com")));
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData((int)RequestKind.ManifestRead)]
    [InlineData((int)RequestKind.BlobCheck)]
    [InlineData((int)RequestKind.Token)]
    public async Task A_throttled_call_halves_the_pace_of_its_API(int throttled)
    {
        var isFirst = true;
        await using var aws = await ScriptedAws.StartAsync(call =>
        {
            var refuses = isFirst && call.Operation == OperationOf((RequestKind)throttled);
            isFirst &= !refuses;
            return refuses ? AwsAnswer.Error(400, "ThrottlingException", "Rate exceeded") : AwsAnswer.Ok(
                """{"authorizationData":[{"authorizationToken":"QVdTOng=","expiresAt":1e10}]}""");
        });
        var each = Enum.GetValues<RequestKind>()
            .ToImmutableDictionary(kind => kind, _ => new RequestPace(1000, burst: 100, TimeProvider.System));
        using var paces = new RequestPaces(each);
        var control = aws.ControlPlane(paces: paces);

        await control.FindImagesAsync(Repository, [Key], CancellationToken.None);
        await control.FindLayersAsync(Repository, [Digest.Of("x"u8)], CancellationToken.None);
        await control.GetTokenAsync(CancellationToken.None);

        Assert.Equal(4, aws.Calls.Length);
        Assert.All(each, pace => Assert.Equal(
            pace.Key == (RequestKind)throttled ? 510 : 1000, pace.Value.PerSecond, tolerance: 1e-9));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task What_is_throttled_for_ever_is_tried_five_times_and_not_five_times_what_the_SDK_tries()
    {
        await using var aws = await ScriptedAws.StartAsync(
            _ => AwsAnswer.Error(400, "ThrottlingException", "Rate exceeded"));

        var refusal = await Assert.ThrowsAsync<RegistryException>(
            () => aws.ControlPlane().FindImagesAsync(Repository, [Key], CancellationToken.None));

        Assert.Equal(5, aws.Calls.Length);
        Assert.Equal(
            $"BatchGetImage {aws.Url}: 400 ThrottlingException: Rate exceeded (tried 5 times in 0 s)", refusal.Message);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task An_STS_that_throttles_for_ever_is_asked_five_times()
    {
        await using var aws = await ScriptedAws.StartAsync(_ => new AwsAnswer(
            400, "<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>", "text/xml"));
        var options = ScriptedAws.Options(ScriptedAws.Host) with { RoleArn = "arn:aws:iam::111111111111:role/reader" };

        var refusal = await Assert.ThrowsAsync<RegistryException>(
            () => aws.ControlPlane(options, "app").FindImagesAsync(Repository, [Key], CancellationToken.None));

        Assert.Equal(5, aws.Calls.Length);
        Assert.All(aws.Calls, call => Assert.Equal("AssumeRole", call.Operation));
        Assert.Contains("STS answered 400 Throttling: Rate exceeded (tried 5 times in", refusal.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData("7", 7)]
    [InlineData("3600", 30)]
    [InlineData("Fri, 02 Jan 2026 03:04:14 GMT", 9)]
    public async Task The_APIs_Retry_After_is_obeyed_up_to_30_seconds(string header, int seconds)
    {
        var answers = new Queue<AwsAnswer>(
            [AwsAnswer.Error(429, "ThrottlingException", "Rate exceeded") with { RetryAfter = header }, AwsAnswer.Ok("{}")]);
        await using var aws = await ScriptedAws.StartAsync(_ => answers.Dequeue());

        await aws.ControlPlane().FindImagesAsync(Repository, [Key], CancellationToken.None);

        Assert.Equal([TimeSpan.FromSeconds(seconds)], aws.Time.Delays);
    }

    private static EcrHostName Name(string host) => EcrHostName.Find(RegistryHost.Parse(host))!; // They are ECR's.

    private static string OperationOf(RequestKind kind) => kind switch
    {
        RequestKind.ManifestRead => "BatchGetImage",
        RequestKind.BlobCheck => "BatchCheckLayerAvailability",
        _ => "GetAuthorizationToken",
    };
}
