using Amazon.ECR.Model;
using Amazon.Runtime;
using CmpPromoter.Ecr;

namespace CmpPromoter.Tests.Ecr;

public sealed class EcrPrincipalTests
{
    private const int TimeoutMilliseconds = 30_000;

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task Warming_up_assumes_the_role_once_and_asks_ECR_nothing()
    {
        await using var aws = await ScriptedAws.StartAsync(
            call => call.Operation == "AssumeRole" ? AssumedRoleTests.Assumed() : AwsAnswer.Ok("""{"images":[],"failures":[]}"""));
        using var principal = PrincipalAt(aws);

        await principal.WarmUpAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["AssumeRole"], aws.Calls.Select(call => call.Operation));

        await principal.Client.BatchGetImageAsync(
            new BatchGetImageRequest { RepositoryName = "team/api", ImageIds = [new ImageIdentifier { ImageTag = "1" }] },
            TestContext.Current.CancellationToken);
        Assert.Equal(["AssumeRole", "BatchGetImage"], aws.Calls.Select(call => call.Operation));
        Assert.Contains("Credential=ASIAASSUMED/", aws.Calls[1].Authorization, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_role_that_cannot_be_assumed_yet_is_assumed_by_the_first_question()
    {
        var refusals = 1;
        await using var aws = await ScriptedAws.StartAsync(call => call.Operation != "AssumeRole"
            ? AwsAnswer.Ok("""{"images":[],"failures":[]}""")
            : Interlocked.Decrement(ref refusals) < 0 ? AssumedRoleTests.Assumed() : new AwsAnswer(500, "", "text/xml"));
        using var principal = PrincipalAt(aws);

        await Assert.ThrowsAnyAsync<AmazonServiceException>(() => principal.WarmUpAsync(TestContext.Current.CancellationToken));
        await principal.Client.BatchGetImageAsync(
            new BatchGetImageRequest { RepositoryName = "team/api", ImageIds = [new ImageIdentifier { ImageTag = "1" }] },
            TestContext.Current.CancellationToken);

        Assert.Equal(["AssumeRole", "AssumeRole", "BatchGetImage"], aws.Calls.Select(call => call.Operation));
    }

    private static EcrPrincipal PrincipalAt(ScriptedAws aws)
    {
        var factory = new EcrClientFactory(new BasicAWSCredentials(ScriptedAws.AccessKeyId, ScriptedAws.SecretKey), aws.Endpoint);
        var options = ScriptedAws.Options(ScriptedAws.Host) with
        {
            RoleArn = "arn:aws:iam::111111111111:role/promoter",
            ApiEndpoint = aws.Endpoint,
        };
        return factory.CreatePrincipal(EcrClientKey.Of(options), application: null);
    }
}
