using System.Text;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using CmpPromoter.Tests.Properties;
using CmpPromoter.Tests.Registry;
using CsCheck;

namespace CmpPromoter.Tests.Faults;

/// <summary>
/// Whatever a registry, its storage or its token service answers: a result or one kind of exception, soon, and no
/// secret in its words.
/// </summary>
public sealed class HostileRegistryTests
{
    private const string Password = "canary-password-0123456789";
    private const string Signature = "canary-signature-0123456789";
    private const string Storage = "bucket.example";
    private const int MaxMessageChars = 8 * 1024;

    private static readonly byte[] Content = "the content of a blob"u8.ToArray();
    private static readonly Descriptor Blob = RegistryClient.Describe(Content);
    private static readonly Manifest Image = RegistryClient.Image();
    private static readonly string ImageText = Encoding.UTF8.GetString(Image.Bytes.Span);

    private static readonly Gen<string> Url = Gen.OneOf(
        $"https://{Storage}/blob?X-Amz-Signature={Signature}",
        $"http://{Storage}/blob?X-Amz-Signature={Signature}",
        $"https://user:{Signature}@{Storage}/blob",
        $"http://169.254.169.254/latest/meta-data/iam?X-Amz-Signature={Signature}",
        "http://[::1]:1/", "file:///etc/passwd", "//other.example/v2/", "/v2/team/api/blobs/uploads/1?_state=x",
        "/v2/team/api/blobs/again", "?", "", "http://", "http://%zz", "\u00e9\u202e", $"/{new string('a', 9000)}");

    private static readonly Gen<(string Name, string Value)> Header = Gen.OneOf<(string Name, string Value)>(
        Url.Select(url => ("Location", url)),
        Of("Docker-Content-Digest", $"{Blob.Digest}", $"{Image.Digest}", "sha256:00", "sha512:00", "", "x\ty"),
        Of("Content-Range", "bytes 0-20/21", "bytes 5-20/21", "bytes */21", "bytes 9-3/x", "21"),
        Of("Content-Length", "0", "1", "21", "99999999999", "-1"),
        Of("Content-Type", MediaType.OciManifest.Value, MediaType.OciIndex.Value, "text/html", ";;", "a/b; c=\""),
        Of("Retry-After", "0", "5", "-1", "99999999999999", "Fri, 31 Dec 9999 23:59:59 GMT", "soon"),
        Url.Select(url => ("Link", $"<{url}>; rel=\"next\"")),
        Of(
            "WWW-Authenticate",
            "Basic realm=\"x\"",
            "Bearer realm=\"http://127.0.0.1:5000/token\",service=\"s\",scope=\"repository:team/api:pull\"",
            "Bearer realm=\"http://169.254.169.254/token\"",
            "Bearer",
            "Bearer realm=\"",
            ",,,="));

    private static readonly Gen<string> Body = Gen.OneOf<string>(
        Gen.OneOf(
            ImageText, "the content of a blob", "", "{}", "null", "[]", "{\"errors\":[{}]}", "{\"errors\":{}}",
            "{\"errors\":[{\"code\":1,\"message\":null,\"detail\":[]}]}",
            $"{{\"errors\":[{{\"code\":\"DENIED\",\"message\":\"{HostileAnswer.Echo}\"}}]}}",
            $"<html>{HostileAnswer.Echo}</html>", HostileAnswer.Echo,
            "<Error><Code>AccessDenied</Code><Message>\u001b[31mno\nno</Message></Error>",
            "{\"token\":\"canary-token-0123456789\",\"expires_in\":-1}",
            "{\"token\":7}", "{\"access_token\":\"a\\nb\"}",
            "{\"schemaVersion\":2,\"manifests\":[{\"digest\":\"sha256:0\"}]}",
            new string('[', 5000), new string('x', 200_000)),
        Gen.Select(
            Gen.Int[0, ImageText.Length - 1], Gen.Char, (at, c) => $"{ImageText[..at]}{c}{ImageText[(at + 1)..]}"),
        Gen.Char["{}[]\",:errorscodemessagetoken0123456789\\u "].Array[0, 60].Select(text => new string(text)));

    [Fact(Timeout = 120_000)]
    public Task Any_answer_gives_a_result_or_one_kind_of_exception_without_a_secret() =>
        Gen.Select(Gen.Int[0, 7], HostileAnswer.Gen(Body, Header).Array[1, 4]).HoldsAsync(
            sample => SurviveAsync(sample.Item1, [.. sample.Item2]), iter: 2000);

    private static Gen<(string Name, string Value)> Of(string name, params string[] values) =>
        Gen.OneOf(values).Select(value => (name, value));

    private static async Task SurviveAsync(int operation, ImmutableArray<HostileAnswer> answers)
    {
        using var handler = new HostileHandler(answers);
        using var client = new RegistryClient(
            new Uri("http://127.0.0.1:5000"),
            new StaticCredentials(StaticCredentials.User(Password), StaticCredentials.User(Password + "-2")),
            handler: handler);
        try
        {
            await AskAsync(client, operation);
        }
        catch (RegistryException refusal)
        {
            AssertSafe(refusal.Message);
        }

        Assert.DoesNotContain(handler.Requests, request => request.Uri.Host == Storage && request.HasAuthorization);
        Assert.DoesNotContain(handler.Requests, request => request.Uri.Host == "169.254.169.254");
    }

    private static Task AskAsync(RegistryClient client, int operation)
    {
        var registry = client.Registry;
        var repository = RegistryClient.Repository;
        return operation switch
        {
            0 => registry.FindManifestsAsync(repository, [ManifestKey.Of(Tag.Parse("1"))], CancellationToken.None),
            1 => registry.FetchManifestsAsync(repository, [ManifestKey.Of(Image.Digest)], CancellationToken.None),
            2 => registry.FetchManifestsAsync(repository, [ManifestKey.Of(Tag.Parse("1"))], CancellationToken.None),
            3 => client.ReadBlobAsync(Blob, CancellationToken.None),
            4 => registry.UploadBlobAsync(
                repository, Blob, new MemorySource(Content), new Ledger(), CancellationToken.None),
            5 => registry.TryMountBlobAsync(
                repository, Blob.Digest, RepositoryName.Parse("team/base"), CancellationToken.None),
            6 => registry.FindReferrersAsync(repository, Image.Digest, CancellationToken.None),
            _ => registry.PutManifestAsync(repository, Image, Tag.Parse("1"), CancellationToken.None),
        };
    }

    private static void AssertSafe(string message)
    {
        Assert.DoesNotContain("canary", message, StringComparison.Ordinal);
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{Password}"));
        Assert.DoesNotContain(basic[..20], message, StringComparison.Ordinal);
        Assert.DoesNotContain(message, char.IsControl);
        Assert.InRange(message.Length, 1, MaxMessageChars);
    }
}
