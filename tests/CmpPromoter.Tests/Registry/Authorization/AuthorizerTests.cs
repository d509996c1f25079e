using System.Text;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using Microsoft.AspNetCore.Http;

namespace CmpPromoter.Tests.Registry.Authorization;

public sealed class AuthorizerTests : WireTest
{
    private const string Expired = "Your authorization token has expired. Reauthenticate and try again.";
    private static readonly Manifest Image = RegistryClient.Image();
    private static readonly ManifestKey Key = ManifestKey.Of(Image.Digest);

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task Basic_is_sent_at_once_without_a_ping()
    {
        await using var server = await ScriptedRegistry.StartAsync((context, _) => AnswerAsync(context, Image.Bytes));
        using var client = new RegistryClient(server.Endpoint, new StaticCredentials(StaticCredentials.User("one")));

        await FetchAsync(client);

        Assert.Equal([Basic("one")], server.Requests.Select(request => request.Authorization));
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData(401, "")]
    [InlineData(401, Expired)]
    [InlineData(403, Expired)]
    public async Task An_expired_credential_is_forgotten_and_the_request_replayed_once(int status, string sentence)
    {
        await using var server = await ScriptedRegistry.StartAsync((context, before) => before == 0
            ? AnswerAsync(context, status, Error("DENIED", sentence))
            : AnswerAsync(context, Image.Bytes));
        var credentials = new StaticCredentials(StaticCredentials.User("old"), StaticCredentials.User("new"));
        using var client = new RegistryClient(server.Endpoint, credentials);

        await FetchAsync(client);

        Assert.Equal([Basic("old"), Basic("new")], server.Requests.Select(request => request.Authorization));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_credential_that_is_wrong_is_not_shown_twice_nor_told_when_the_registry_repeats_it()
    {
        await using var server = await ScriptedRegistry.StartAsync((context, _) => AnswerAsync(
            context, 401, Error("UNAUTHORIZED", $"canary is wrong, you sent {context.Request.Headers.Authorization}")));
        var credentials = new StaticCredentials(StaticCredentials.User("canary"));
        using var client = new RegistryClient(server.Endpoint, credentials);

        var refusal = await RefusedAsync(() => FetchAsync(client), RegistryFault.Unauthorized);

        Assert.Equal("[redacted] is wrong, you sent Basic [redacted]", refusal.Detail);
        Assert.Equal((1, 1), (server.Requests.Length, credentials.Forgotten));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_token_expiring_before_an_upload_is_renewed_in_a_new_session()
    {
        var content = new byte[1000];
        await using var server = await ScriptedRegistry.StartAsync(async (context, before) =>
        {
            await DrainAsync(context);
            context.Response.Headers.Location = "/upload";
            var isPut = HttpMethods.IsPut(context.Request.Method);
            await (isPut && before == 0
                ? AnswerAsync(context, 403, Error("DENIED", Expired))
                : AnswerAsync(context, isPut ? 201 : HttpMethods.IsPost(context.Request.Method) ? 202 : 404));
        });
        var credentials = new StaticCredentials(StaticCredentials.User("old"), StaticCredentials.User("new"));
        using var client = new RegistryClient(server.Endpoint, credentials);
        var source = new MemorySource(content);

        await client.Registry.UploadBlobAsync(
            Repository, RegistryClient.Describe(content), source, new Ledger(), TestToken);

        Assert.Equal(2, source.Openings);
        Assert.Equal(Basic("new"), server.Requests[^1].Authorization);
    }

    private static string Basic(string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{password}"));

    private static async Task FetchAsync(RegistryClient client) =>
        await client.Registry.FetchManifestsAsync(Repository, [Key], TestToken);
}
