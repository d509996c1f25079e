using System.Net;
using Amazon.ECR;
using Amazon.Runtime;
using CmpPromoter.Ecr;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Tests.Ecr;

public sealed class EcrFailureTests
{
    private const int TimeoutMilliseconds = 30_000;
    private const string Denied =
        "User: arn:aws:sts::222222222222:assumed-role/promoter/x is not authorized to perform: ecr:BatchGetImage "
        + "on resource: arn:aws:ecr:eu-central-1:111111111111:repository/team/api "
        + "because no resource-based policy allows the ecr:BatchGetImage action";

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_denial_carries_AWSs_sentence()
    {
        await using var aws = await ScriptedAws.StartAsync(_ => AwsAnswer.Error(400, "AccessDeniedException", Denied));

        var fault = await AskAsync(aws.Endpoint);

        Assert.Equal(RegistryFault.Forbidden, fault.Fault);
        Assert.Equal(HttpStatusCode.BadRequest, fault.Status);
        Assert.Equal("AccessDeniedException", fault.Code);
        Assert.Equal(Denied, fault.Detail);
        Assert.Equal(ScriptedAws.Host, fault.Host);
        Assert.Equal($"BatchGetImage {aws.Url}: 400 AccessDeniedException: {Denied}", fault.Message);
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData(400, "ThrottlingException", (int)RegistryFault.Throttled)]
    [InlineData(429, "TooManyRequestsException", (int)RegistryFault.Throttled)]
    [InlineData(500, "ServerException", (int)RegistryFault.Unavailable)]
    [InlineData(503, "ServiceUnavailable", (int)RegistryFault.Unavailable)]
    [InlineData(403, "UnheardOf", (int)RegistryFault.Forbidden)]
    [InlineData(400, "InvalidParameterException", (int)RegistryFault.Refused)]
    [InlineData(400, "KmsException", (int)RegistryFault.Refused)]
    [InlineData(400, "LimitExceededException", (int)RegistryFault.Refused)]
    [InlineData(400, "ImageNotFoundException", (int)RegistryFault.NotFound)]
    [InlineData(400, "UnrecognizedClientException", (int)RegistryFault.Unauthorized)]
    [InlineData(400, "ExpiredTokenException", (int)RegistryFault.Unauthorized)]
    public async Task An_error_code_says_what_can_be_done(int status, string code, int expected)
    {
        await using var aws = await ScriptedAws.StartAsync(_ => AwsAnswer.Error(status, code, "a sentence"));

        var fault = await AskAsync(aws.Endpoint);

        Assert.Equal(((RegistryFault)expected, code, "a sentence"), (fault.Fault, fault.Code, fault.Detail));
        Assert.Contains($": {status} {code}: a sentence", fault.Message, StringComparison.Ordinal);
        Assert.Equal(
            fault.Fault is RegistryFault.Unauthorized,
            fault.Message.Contains("trust policy", StringComparison.Ordinal));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_refused_signature_does_not_show_the_request_that_AWS_quotes()
    {
        await using var aws = await ScriptedAws.StartAsync(_ => AwsAnswer.Error(
            403,
            "InvalidSignatureException",
            "The signature we calculated does not match.\n\nThe Canonical String is\nx-amz-security-token:s3cret"));

        var fault = await AskAsync(aws.Endpoint);

        Assert.Equal(RegistryFault.Unauthorized, fault.Fault);
        Assert.Equal("The signature we calculated does not match.", fault.Detail);
        Assert.DoesNotContain("s3cret", fault.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData(200, "<html>a proxy says s3cret</html>", (int)RegistryFault.Protocol)]
    [InlineData(200, """{"images": "s3cret""", (int)RegistryFault.Protocol)]
    [InlineData(200, """{"images": [7, "s3cret"]}""", (int)RegistryFault.Protocol)]
    [InlineData(502, "<html>a proxy says s3cret</html>", (int)RegistryFault.Unavailable)]
    [InlineData(307, """{"authorizationToken":"s3cret"}""", (int)RegistryFault.Protocol)]
    [InlineData(400, """{"__type":"Surprise","authorizationToken":"s3cret"}""", (int)RegistryFault.Refused)]
    public async Task A_body_that_is_not_ECRs_is_not_quoted(int status, string body, int expected)
    {
        await using var aws = await ScriptedAws.StartAsync(_ => new AwsAnswer(status, body, "text/html"));

        var fault = await AskAsync(aws.Endpoint);

        Assert.Equal((RegistryFault)expected, fault.Fault);
        Assert.StartsWith("BatchGetImage http://127.0.0.1:", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task Nobody_listening_is_unreachable()
    {
        Uri gone;
        await using (var aws = await ScriptedAws.StartAsync(_ => AwsAnswer.Ok("{}")))
        {
            gone = aws.Endpoint;
        }

        var fault = await AskAsync(gone);

        Assert.Equal(RegistryFault.Unreachable, fault.Fault);
        Assert.Contains("Connection refused", fault.Message, StringComparison.Ordinal);
        Assert.Null(fault.Status);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_server_without_TLS_behind_an_https_endpoint_is_a_TLS_failure()
    {
        await using var aws = await ScriptedAws.StartAsync(_ => AwsAnswer.Ok("{}"));

        var fault = await AskAsync(new UriBuilder(aws.Endpoint) { Scheme = "https" }.Uri);

        Assert.Equal(RegistryFault.Tls, fault.Fault);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task Credentials_that_cannot_be_had_are_said_with_a_cure()
    {
        await using var aws = await ScriptedAws.StartAsync(_ => AwsAnswer.Ok("{}"));

        var fault = await AskAsync(aws.Endpoint, new NoCredentials());

        Assert.Equal(RegistryFault.Unauthorized, fault.Fault);
        Assert.Equal(
            $"BatchGetImage {aws.Url}: nothing in the environment. Check the role of the pod's service account "
            + "(IRSA or Pod Identity), its trust policy, and the node's clock",
            fault.Message);
        Assert.Empty(aws.Calls);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task The_callers_cancellation_is_not_a_failure_of_the_registry()
    {
        using var cancelled = new CancellationTokenSource();
        await using var aws = await ScriptedAws.StartAsync(_ =>
        {
            cancelled.Cancel();
            return AwsAnswer.Ok("{}");
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => aws.ControlPlane().GetTokenAsync(cancelled.Token));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_server_that_does_not_answer_is_unreachable()
    {
        using var released = new ManualResetEventSlim();
        await using var aws = await ScriptedAws.StartAsync(_ =>
        {
            released.Wait();
            return AwsAnswer.Ok("{}");
        });

        var fault = await AskAsync(aws.Endpoint, timeout: TimeSpan.FromMilliseconds(200));
        released.Set();

        Assert.Equal(RegistryFault.Unreachable, fault.Fault);
        Assert.Contains("no answer in time", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<RegistryException> AskAsync(
        Uri endpoint, AWSCredentials? credentials = null, TimeSpan? timeout = null)
    {
        // Without the SDK's retries, which would wait between them.
        using var client = new AmazonECRClient(
            credentials ?? new BasicAWSCredentials(ScriptedAws.AccessKeyId, ScriptedAws.SecretKey),
            new AmazonECRConfig
            {
                ServiceURL = endpoint.ToString(),
                AuthenticationRegion = "eu-central-1",
                MaxErrorRetry = 0,
                Timeout = timeout ?? TimeSpan.FromSeconds(20),
            });
        var plane = new EcrControlPlane(
            client, ScriptedAws.Host, "111111111111", ScriptedAws.Caller(), new RecordingLogger<EcrControlPlane>());
        return await Assert.ThrowsAsync<RegistryException>(() => plane.FindImagesAsync(
            RepositoryName.Parse("team/api"), [ManifestKey.Of(Tag.Parse("v1"))], CancellationToken.None));
    }

    private sealed class NoCredentials : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() =>
            throw new AmazonClientException("nothing in\nthe environment");
    }
}
