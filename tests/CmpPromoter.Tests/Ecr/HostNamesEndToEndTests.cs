using System.Net;
using System.Text;
using Amazon.Runtime;
using CmpPromoter.Configuration;
using CmpPromoter.Ecr;

namespace CmpPromoter.Tests.Ecr;

/// <summary>
/// From the name in promotion.yaml to the token: which STS and which ECR API are asked, for which region they are signed, and
/// that the token comes back.
/// </summary>
public sealed class HostNamesEndToEndTests
{
    [Theory]
    [InlineData("dkr.ecr.eu-central-1.amazonaws.com", "eu-central-1", "sts.eu-central-1.amazonaws.com", "api.ecr.eu-central-1.amazonaws.com")]
    [InlineData("dkr.ecr-fips.us-east-1.amazonaws.com", "us-east-1", "sts-fips.us-east-1.amazonaws.com", "api.ecr-fips.us-east-1.amazonaws.com")]
    [InlineData("dkr.ecr.us-gov-west-1.amazonaws.com", "us-gov-west-1", "sts.us-gov-west-1.amazonaws.com", "api.ecr.us-gov-west-1.amazonaws.com")]
    [InlineData("dkr.ecr-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1", "sts.us-gov-west-1.amazonaws.com", "api.ecr-fips.us-gov-west-1.amazonaws.com")]
    [InlineData("dkr.ecr.cn-north-1.amazonaws.com.cn", "cn-north-1", "sts.cn-north-1.amazonaws.com.cn", "api.ecr.cn-north-1.amazonaws.com.cn")]
    [InlineData("dkr.ecr.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1", "sts.eusc-de-east-1.amazonaws.eu", "api.ecr.eusc-de-east-1.amazonaws.eu")]
    [InlineData("dkr-ecr.eu-central-1.on.aws", "eu-central-1", "sts.eu-central-1.amazonaws.com", "ecr.eu-central-1.api.aws")]
    [InlineData("dkr-ecr-fips.us-east-1.on.aws", "us-east-1", "sts-fips.us-east-1.amazonaws.com", "ecr-fips.us-east-1.api.aws")]
    [InlineData("dkr-ecr.cn-north-1.on.amazonwebservices.com.cn", "cn-north-1", "sts.cn-north-1.amazonaws.com.cn", "ecr.cn-north-1.api.amazonwebservices.com.cn")]
    public async Task A_name_leads_to_its_STS_its_API_and_a_token(string name, string region, string sts, string api)
    {
        var destination = PromotionFile.Parse(
            $"""
            apiVersion: cmp-promoter/v1
            kind: Promotion
            destination:
              registry: 111111111111.{name}
              roleArn: arn:aws:iam::111111111111:role/promoter
              externalId: shared
            sources: [{"{"}registry: source.example.com{"}"}]
            """,
            "f.yaml").Destination;
        using var aws = new RecordingAws();
        var factory = new EcrClientFactory(new BasicAWSCredentials("AKIAAMBIENT", "secret"), http: aws);
        using var client = factory.Create(EcrClientKey.Of(destination), "shop");
        var control = new EcrControlPlane(
            client,
            destination.Host,
            destination.Ecr!.AccountId, // Of type ecr.
            ScriptedAws.Caller(host: destination.Host),
            new RecordingLogger<EcrControlPlane>());

        var token = await control.GetTokenAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("AWS", "the-token"), (token.Credential.UserName, token.Credential.Password));
        Assert.Equal([$"https://{sts}/ {region}/sts AKIAAMBIENT", $"https://{api}/ {region}/ecr ASIAASSUMED"], aws.Calls);
    }

    /// <summary>AWS's APIs wherever they are asked for.</summary>
    private sealed class RecordingAws : HttpClientFactory, IDisposable
    {
        private readonly Handler handler = new();

        /// <summary>URL, region and service of the signature, access key.</summary>
        public List<string> Calls => handler.Calls;

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

        public void Dispose() => handler.Dispose();
    }

    private sealed class Handler : HttpMessageHandler
    {
        private const string Role = """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
            <AccessKeyId>ASIAASSUMED</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
            <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
            """;

        private const string Token =
            """{"authorizationData":[{"authorizationToken":"QVdTOnRoZS10b2tlbg==","expiresAt":4102444800}]}""";

        public List<string> Calls { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // AWS4-HMAC-SHA256 Credential=KEY/20260102/REGION/SERVICE/aws4_request, …
            var signature = request.Headers.NonValidated["Authorization"].ToString();
            var scope = signature.Split("Credential=")[1].Split('/');
            Calls.Add($"{request.RequestUri} {scope[2]}/{scope[3]} {scope[0]}");
            var isSts = scope[3] == "sts";
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(
                    isSts ? Role : Token, Encoding.UTF8, isSts ? "text/xml" : "application/x-amz-json-1.1"),
            });
        }
    }
}
