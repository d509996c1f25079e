using System.Text;
using System.Text.Json;
using CmpPromoter.Ecr;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Tests.Ecr;

public sealed class EcrControlPlaneTests
{
    private const int TimeoutMilliseconds = 30_000;
    private const string Manifest = """{"schemaVersion":2,"é":" spaces  stay "}""";
    private static readonly RepositoryName Repository = RepositoryName.Parse("team/api");

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task The_token_is_asked_for_in_AWS_JSON_and_signed_for_ecr_in_the_registrys_region()
    {
        await using var aws = await ScriptedAws.StartAsync(_ => AwsAnswer.Ok(
            """{"authorizationData":[{"authorizationToken":"QVdTOnBhc3M6d29yZA==","expiresAt":1.7982912005E9}]}"""));

        var token = await aws.ControlPlane().GetTokenAsync(CancellationToken.None);

        Assert.Equal(
            new EcrToken
            {
                Credential = new RegistryCredential { UserName = "AWS", Password = "pass:word" },
                ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(1_798_291_200_500),
            },
            token);
        var call = Assert.Single(aws.Calls);
        Assert.Equal("AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken", call.Target);
        Assert.Equal("application/x-amz-json-1.1", call.ContentType);
        Assert.Equal("{}", call.Body);
        Assert.Matches(
            "^AWS4-HMAC-SHA256 Credential=AKIAAMBIENT/[0-9]{8}/eu-central-1/ecr/aws4_request, "
            + "SignedHeaders=[a-z0-9;-]*x-amz-target[a-z0-9;-]*, Signature=[0-9a-f]{64}$",
            call.Authorization);
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData("""{"authorizationData":[]}""")]
    [InlineData("""{}""")]
    [InlineData("""{"authorizationData":[{"authorizationToken":"not base64!","expiresAt":1}]}""")]
    [InlineData("""{"authorizationData":[{"authorizationToken":"QVdT","expiresAt":1}]}""")]
    public async Task An_answer_without_a_usable_token_is_said_without_repeating_it(string answer)
    {
        await using var aws = await ScriptedAws.StartAsync(_ => AwsAnswer.Ok(answer));

        var fault = await Assert.ThrowsAsync<RegistryException>(
            () => aws.ControlPlane().GetTokenAsync(CancellationToken.None));

        Assert.Equal(RegistryFault.Protocol, fault.Fault);
        Assert.Equal(
            $"GetAuthorizationToken {aws.Url}: the answer holds no token of the form base64(user:password)",
            fault.Message);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task Images_are_asked_for_by_tag_and_digest_in_one_call_that_names_the_account()
    {
        var digest = Digest.Of(Encoding.UTF8.GetBytes(Manifest));
        var other = Digest.Of("other"u8);
        await using var aws = await ScriptedAws.StartAsync(_ => AwsAnswer.Ok($$"""
            {
              "images": [{
                "registryId": "111111111111", "repositoryName": "team/api",
                "imageId": {"imageDigest": "{{digest}}", "imageTag": "v1"},
                "imageManifest": {{JsonSerializer.Serialize(Manifest)}},
                "imageManifestMediaType": "application/vnd.oci.image.manifest.v1+json"
              }],
              "failures": [
                {"imageId": {"imageDigest": "{{other}}"}, "failureCode": "ImageNotFound", "failureReason": "not found"},
                {"imageId": {"imageTag": "old"}, "failureCode": "ImageInaccessible", "failureReason": "archived"}
              ]
            }
            """));

        var found = await aws.ControlPlane().FindImagesAsync(
            Repository,
            [ManifestKey.Of(other), KeyOf("v1"), KeyOf("old"), ManifestKey.Of(digest)],
            CancellationToken.None);

        Assert.False(found.IsRepositoryMissing);
        Assert.Equal([null, digest, null, digest], found.Images.Select(image => image?.Digest));
        var image = found.Images[1]!;
        Assert.Equal(Manifest, Encoding.UTF8.GetString(image.ManifestBytes.Span));
        Assert.Equal(MediaType.OciManifest, image.MediaType);
        Assert.Equal(
            $$"""{"registryId":"111111111111","repositoryName":"team/api","imageIds":[{"imageDigest":"{{other}}"},"""
            + $$"""{"imageTag":"v1"},{"imageTag":"old"},{"imageDigest":"{{digest}}"}],"acceptedMediaTypes":["""
            + string.Join(',', MediaType.Accepted.Select(type => $"\"{type}\""))
            + "]}",
            Assert.Single(aws.Calls).Body.Replace("\\u002B", "+", StringComparison.Ordinal));
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData(0, new int[0])]
    [InlineData(100, new[] { 100 })]
    [InlineData(101, new[] { 100, 1 })]
    public async Task A_call_asks_for_a_hundred_images_at_most(int images, int[] batches)
    {
        await using var aws = await ScriptedAws.StartAsync(call => AwsAnswer.Ok(AllPresent(call.Json)));
        ImmutableArray<Digest> digests = [.. Enumerable.Range(0, images).Select(DigestOf)];

        var found = await aws.ControlPlane().FindImagesAsync(
            Repository, [.. digests.Select(ManifestKey.Of)], CancellationToken.None);

        Assert.Equal(digests, found.Images.Select(image => image!.Digest));
        Assert.Equal(batches, aws.Calls.Select(call => call.Json.GetProperty("imageIds").GetArrayLength()));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_missing_repository_is_a_value()
    {
        await using var aws = await ScriptedAws.StartAsync(_ => AwsAnswer.Error(
            400, "RepositoryNotFoundException", "The repository with name 'team/api' does not exist in the registry"));

        var found = await aws.ControlPlane().FindImagesAsync(
            Repository, [KeyOf("v1"), KeyOf("v2")], CancellationToken.None);
        var layers = await aws.ControlPlane().FindLayersAsync(Repository, [DigestOf(1)], CancellationToken.None);

        Assert.True(found.IsRepositoryMissing);
        Assert.Equal([null, null], found.Images);
        Assert.Empty(layers);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_fault_of_the_moment_is_tried_again()
    {
        var answers = new Queue<AwsAnswer>([AwsAnswer.Error(500, "ServerException", "try again"), AwsAnswer.Ok("{}")]);
        await using var aws = await ScriptedAws.StartAsync(_ => answers.Dequeue());

        var found = await aws.ControlPlane().FindImagesAsync(Repository, [KeyOf("v1")], CancellationToken.None);

        Assert.Equal([null], found.Images);
        Assert.Equal(2, aws.Calls.Length);
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData("ImageTagDoesNotMatchDigest", (int)RegistryFault.Refused)]
    [InlineData("KmsError", (int)RegistryFault.Refused)]
    [InlineData("UpstreamUnavailable", (int)RegistryFault.Unavailable)]
    [InlineData("UpstreamTooManyRequests", (int)RegistryFault.Throttled)]
    [InlineData("UpstreamAccessDenied", (int)RegistryFault.Forbidden)]
    public async Task An_image_that_ECR_fails_over_is_not_absent(string code, int expected)
    {
        await using var aws = await ScriptedAws.StartAsync(_ => AwsAnswer.Ok(
            $$"""
            {"failures":[{"imageId":{"imageTag":"v1"},"failureCode":"{{code}}","failureReason":"AWS's\nown sentence"}]}
            """));

        var fault = await Assert.ThrowsAsync<RegistryException>(() => aws.ControlPlane().FindImagesAsync(
            Repository, [KeyOf("v1")], CancellationToken.None));

        Assert.Equal((RegistryFault)expected, fault.Fault);
        Assert.Equal(code, fault.Code);
        Assert.Equal($"BatchGetImage {aws.Url}: team/api:v1: {code}: AWS's own sentence", fault.Message);
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData(100, new[] { 100 })]
    [InlineData(101, new[] { 100, 1 })]
    public async Task Only_available_layers_are_present_and_a_call_asks_for_a_hundred_at_most(int layers, int[] batches)
    {
        var archived = DigestOf(3);
        await using var aws = await ScriptedAws.StartAsync(call => AwsAnswer.Ok(Layers(call.Json, archived)));
        ImmutableArray<Digest> digests = [.. Enumerable.Range(0, layers).Select(DigestOf)];

        var present = await aws.ControlPlane().FindLayersAsync(Repository, digests, CancellationToken.None);

        Assert.Equal([.. digests.Remove(archived).Remove(DigestOf(4))], present);
        Assert.Equal(batches, aws.Calls.Select(call => call.Json.GetProperty("layerDigests").GetArrayLength()));
        Assert.All(aws.Calls, call => Assert.Equal("111111111111", call.Json.GetProperty("registryId").GetString()));
    }

    private static ManifestKey KeyOf(string tag) => ManifestKey.Of(Tag.Parse(tag));

    private static Digest DigestOf(int number) => Digest.Of(BitConverter.GetBytes(number));

    private static string AllPresent(JsonElement request)
    {
        var images = request.GetProperty("imageIds").EnumerateArray()
            .Select(id => $$"""{"imageId":{{id}},"imageManifest":"{}"}""");
        return $$"""{"images":[{{string.Join(',', images)}}]}""";
    }

    private static string Layers(JsonElement request, Digest archived)
    {
        var absent = DigestOf(4).ToString();
        var digests = request.GetProperty("layerDigests").EnumerateArray().Select(digest => $"{digest}").ToArray();
        var layers = digests.Where(digest => digest != absent).Select(digest =>
        {
            var availability = digest == archived.ToString() ? "ARCHIVED" : "AVAILABLE";
            return $$"""{"layerDigest":"{{digest}}","layerAvailability":"{{availability}}","layerSize":7}""";
        });
        var failures = digests.Where(digest => digest == absent).Select(digest =>
            $$"""{"layerDigest":"{{digest}}","failureCode":"MissingLayerDigest","failureReason":"unknown"}""");
        return $$"""{"layers":[{{string.Join(',', layers)}}],"failures":[{{string.Join(',', failures)}}]}""";
    }
}
