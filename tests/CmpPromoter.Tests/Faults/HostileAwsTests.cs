using System.Text;
using Amazon;
using Amazon.ECR;
using Amazon.Runtime;
using CmpPromoter.Configuration;
using CmpPromoter.Ecr;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using CmpPromoter.Tests.Ecr;
using CmpPromoter.Tests.Properties;
using CsCheck;

namespace CmpPromoter.Tests.Faults;

/// <summary>Whatever answers for ECR's API: a result or one kind of exception, and no secret in its words.</summary>
public sealed class HostileAwsTests
{
    private const string SecretKey = "canary-secret-key-0123456789";
    private const string SessionToken = "canary-session-token-0123456789";
    private const int MaxMessageChars = 8 * 1024;

    private static readonly string Token =
        Convert.ToBase64String(Encoding.UTF8.GetBytes("AWS:canary-registry-password-0123456789"));

    private static readonly Digest Digest = Digest.Of("x"u8);
    private static readonly RepositoryName Repository = RepositoryName.Parse("team/api");

    private static readonly ImmutableArray<string> Answers =
    [
        $$"""{"authorizationData":[{"authorizationToken":"{{Token}}","expiresAt":1.8e9,"proxyEndpoint":"x"}]}""",
        $$$"""
        {"images":[{"registryId":"1","imageId":{"imageDigest":"{{{Digest}}}","imageTag":"1"},"imageManifest":"{}",
        "imageManifestMediaType":"a/b"}],"failures":[]}
        """,
        $$"""{"images":[],"failures":[{"imageId":{"imageTag":"1"},"failureCode":"KmsError","failureReason":"no"}]}""",
        $$"""{"layers":[{"layerDigest":"{{Digest}}","layerAvailability":"AVAILABLE","layerSize":1}],"failures":[]}""",
        """{"repository":{"repositoryArn":"arn","createdAt":1.5,"imageScanningConfiguration":{"scanOnPush":true}}}""",
        """{"__type":"com.amazonaws.ecr#RepositoryNotFoundException","message":"The repository does not exist"}""",
        """{"__type":"ThrottlingException","Message":"Rate exceeded"}""",
        "<html>502</html>",
        "",
    ];

    // AWS quotes the whole request where a signature does not match; the code is not always known.
    private static readonly ImmutableArray<string> Quotes =
    [
        $$"""{"__type":"InvalidSignatureException","message":"It does not match.\n\nExpected:\n'{{SessionToken}}'"}""",
        $$"""{"__type":"Surprise","message":"It does not match.\n\nExpected:\n'{{SessionToken}}'"}""",
        $$"""{"__type":"Surprise","quote":"{{SessionToken}}"}""",
    ];

    private static readonly Gen<string> Body = Gen.OneOf<string>(
        Gen.OneOf([.. Answers, .. Quotes]),
        Gen.Select(Gen.OneOf(Answers.ToArray()), Gen.Int[0, 400], Gen.OneOf<string>(
            Gen.OneOf("null", "[", "]", "{", "}", "\"", "7", "-1e999", "true", "\\ud800", "{\"a\":[[[[", ","),
            Gen.Char.Select(c => c.ToString()))).Select(Overwrite));

    private static readonly Gen<(string Name, string Value)> Header = Gen.OneOf<(string Name, string Value)>(
        Gen.OneOf("application/x-amz-json-1.1", "text/html", ";;").Select(text => ("Content-Type", text)),
        Gen.OneOf("x", "RepositoryNotFoundException:http://x", "").Select(text => ("x-amzn-ErrorType", text)),
        Gen.OneOf("https://bucket.example/?X-Amz-Signature=canary", "").Select(text => ("Location", text)));

    [Fact(Timeout = 120_000)]
    public Task Any_answer_gives_a_result_or_one_kind_of_exception_without_a_secret() =>
        Gen.Select(Gen.Int[0, 3], HostileAnswer.Gen(Body, Header).Array[1, 2]).HoldsAsync(
            sample => SurviveAsync(sample.Item1, [.. sample.Item2]), iter: 1000);

    private static async Task SurviveAsync(int operation, ImmutableArray<HostileAnswer> answers)
    {
        using var handler = new HostileHandler(answers);
        var config = new AmazonECRConfig
        {
            RegionEndpoint = RegionEndpoint.USEast1,
            HttpClientFactory = new OneClient(handler),
            MaxErrorRetry = 0, // The SDK waits by the real clock.
        };
        var credentials = new SessionAWSCredentials("AKIACANARY", SecretKey, SessionToken);
        using var client = new AmazonECRClient(credentials, config);
        var logger = new RecordingLogger<EcrControlPlane>();
        var control = new EcrControlPlane(client, ScriptedAws.Host, "111111111111", ScriptedAws.Caller(), logger);
        try
        {
            await AskAsync(control, operation);
        }
        catch (RegistryException refusal)
        {
            Assert.DoesNotContain("canary", refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(Token[..20], refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(refusal.Message, char.IsControl);
            Assert.InRange(refusal.Message.Length, 1, MaxMessageChars);
        }
    }

    private static string Overwrite(string answer, int at, string piece) => at < answer.Length
        ? $"{answer[..at]}{piece}{answer[Math.Min(at + piece.Length, answer.Length)..]}"
        : answer;

    private static Task AskAsync(EcrControlPlane control, int operation) => operation switch
    {
        0 => control.GetTokenAsync(CancellationToken.None),
        1 => control.FindImagesAsync(
            Repository, [ManifestKey.Of(Tag.Parse("1")), ManifestKey.Of(Digest)], CancellationToken.None),
        2 => control.FindLayersAsync(Repository, [Digest], CancellationToken.None),
        _ => control.CreateRepositoryAsync(Repository, new RepositoryCreationOptions
        {
            ImageTagMutability = "IMMUTABLE",
            ScanOnPush = true,
            EncryptionType = null,
            KmsKey = null,
            Tags = ImmutableSortedDictionary<string, string>.Empty,
            LifecyclePolicy = null,
        }, CancellationToken.None),
    };

    private sealed class OneClient(HostileHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(
            new WholeAnswerHandler(handler, Timeout.InfiniteTimeSpan, TimeProvider.System), disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }
}
