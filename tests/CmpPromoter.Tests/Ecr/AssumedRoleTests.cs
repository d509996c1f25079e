using CmpPromoter.Configuration;
using CmpPromoter.Ecr;
using CmpPromoter.Registry;

namespace CmpPromoter.Tests.Ecr;

public sealed class AssumedRoleTests
{
    private const int TimeoutMilliseconds = 30_000;
    private const string RoleArn = "arn:aws:iam::111111111111:role/source-reader";
    private const string ExternalId = "shared secret";
    private const string Token =
        """{"authorizationData":[{"authorizationToken":"QVdTOnBhc3M=","expiresAt":1798291200}]}""";
    private static readonly RegistryOptions Options =
        ScriptedAws.Options(ScriptedAws.Host) with { RoleArn = RoleArn, ExternalId = ExternalId };

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task The_role_is_assumed_with_its_external_id_in_the_registrys_region_and_signs_the_call()
    {
        await using var aws = await ScriptedAws.StartAsync(
            call => call.Operation == "AssumeRole" ? Assumed() : AwsAnswer.Ok(Token));
        var plane = aws.ControlPlane(Options, "team-a/web shop");

        await plane.GetTokenAsync(CancellationToken.None);
        await plane.GetTokenAsync(CancellationToken.None);

        Assert.Equal(
            ["AssumeRole", "GetAuthorizationToken", "GetAuthorizationToken"], aws.Calls.Select(call => call.Operation));
        var form = aws.Calls[0].Form;
        Assert.Equal(
            (RoleArn, ExternalId, "cmp-promoter-team-a-web-shop"),
            (form["RoleArn"], form["ExternalId"], form["RoleSessionName"]));
        Assert.Contains("Credential=AKIAAMBIENT/", aws.Calls[0].Authorization, StringComparison.Ordinal);
        Assert.Contains("/eu-central-1/sts/aws4_request", aws.Calls[0].Authorization, StringComparison.Ordinal);
        Assert.All(aws.Calls.Skip(1), call =>
        {
            Assert.Contains("Credential=ASIAASSUMED/", call.Authorization, StringComparison.Ordinal);
            Assert.Equal("assumed-session-token", call.SessionToken);
        });
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_role_that_may_not_be_assumed_is_said_with_STSs_sentence_and_without_a_secret()
    {
        const string Sentence = "User: arn:aws:sts::222222222222:assumed-role/promoter/x is not authorized to perform: "
            + "sts:AssumeRole on resource: arn:aws:iam::111111111111:role/source-reader";
        await using var aws = await ScriptedAws.StartAsync(_ => new AwsAnswer(403, $"""
            <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <Error><Type>Sender</Type><Code>AccessDenied</Code><Message>{Sentence}</Message></Error>
              <RequestId>request-2</RequestId>
            </ErrorResponse>
            """, "text/xml"));
        var plane = aws.ControlPlane(Options, application: null);

        var fault = await Assert.ThrowsAsync<RegistryException>(() => plane.GetTokenAsync(CancellationToken.None));

        Assert.Equal(RegistryFault.Forbidden, fault.Fault);
        Assert.Equal(
            $"GetAuthorizationToken {aws.Url}: no credentials: STS answered 403 AccessDenied: {Sentence}",
            fault.Message);
        Assert.DoesNotContain(ExternalId, fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(ScriptedAws.SecretKey, fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "cmp-promoter")]
    [InlineData("", "cmp-promoter")]
    [InlineData("shop", "cmp-promoter-shop")]
    [InlineData("argocd/shop:é\n", "cmp-promoter-argocd-shop---")]
    [InlineData(
        "a-very-long-name-of-an-application-that-goes-on-and-on-and-on-and-on",
        "cmp-promoter-a-very-long-name-of-an-application-that-goes-on-and")]
    public void The_session_name_is_one_that_STS_takes(string? application, string expected)
    {
        var name = AssumedRoleCredentials.SessionNameOf(application);

        Assert.Equal(expected, name);
        Assert.Matches(@"^[\w+=,.@-]{2,64}$", name);
    }

    internal static AwsAnswer Assumed() => new(200, """
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <AssumeRoleResult>
            <Credentials>
              <AccessKeyId>ASIAASSUMED</AccessKeyId>
              <SecretAccessKey>assumed-secret-key</SecretAccessKey>
              <SessionToken>assumed-session-token</SessionToken>
              <Expiration>2099-01-01T00:00:00Z</Expiration>
            </Credentials>
          </AssumeRoleResult>
          <ResponseMetadata><RequestId>request-2</RequestId></ResponseMetadata>
        </AssumeRoleResponse>
        """, "text/xml");
}
