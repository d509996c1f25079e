using CmpPromoter.Oci;
using CmpPromoter.Registry;
using Microsoft.AspNetCore.Http;

namespace CmpPromoter.Tests.Registry.Authorization;

public sealed class BearerTests : WireTest
{
    private static readonly Manifest Image = RegistryClient.Image();
    private static readonly ManifestKey Key = ManifestKey.Of(Image.Digest);

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_token_is_fetched_once_for_all_and_shown_at_once_afterwards()
    {
        await using var server = await StartAsync(expiresIn: 300);
        using var client = new RegistryClient(server.Endpoint, new StaticCredentials(StaticCredentials.User("canary")));
        var keys = Enumerable.Repeat(Key, 8).ToImmutableArray();

        await client.Registry.FetchManifestsAsync(Repository, keys, TestToken);
        await client.Registry.FetchManifestsAsync(Repository, [Key], TestToken);

        Assert.Equal(
            [$"GET /token?service=reg&scope=repository%3Ateam%2Fapi%3Apull"],
            server.Lines.Where(line => line.Contains("/token", StringComparison.Ordinal)));
        var exchange = server.Requests.Single(request => request.Path == "/token");
        Assert.StartsWith("Basic ", exchange.Authorization, StringComparison.Ordinal);
        Assert.Equal("Bearer token-0", server.Requests[^1].Authorization);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_token_is_renewed_after_three_quarters_of_its_life_and_kept_before()
    {
        await using var server = await StartAsync(expiresIn: 300);
        using var client = new RegistryClient(server.Endpoint);
        await FetchAsync(client);

        client.Time.Advance(TimeSpan.FromSeconds(224));
        await FetchAsync(client);
        Assert.Equal("Bearer token-0", server.Requests[^1].Authorization);
        client.Time.Advance(TimeSpan.FromSeconds(2));
        await FetchAsync(client);

        Assert.Equal("Bearer token-1", server.Requests[^1].Authorization);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_token_that_the_registry_no_longer_takes_is_replaced()
    {
        var valid = "token-0";
        await using var server = await StartAsync(expiresIn: 300, token => token == valid);
        using var client = new RegistryClient(server.Endpoint);
        await FetchAsync(client);

        valid = "token-1";
        await FetchAsync(client);

        Assert.Equal("Bearer token-1", server.Requests[^1].Authorization);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task An_identity_token_goes_to_the_token_service_only()
    {
        var form = "";
        await using var server = await ScriptedRegistry.StartAsync(async (context, before) =>
        {
            if (context.Request.Path == "/token")
            {
                using var reader = new StreamReader(context.Request.Body);
                form = await reader.ReadToEndAsync();
            }

            await ScriptAsync(context, before, 300, _ => true);
        });
        using var client = new RegistryClient(
            server.Endpoint, new StaticCredentials(StaticCredentials.User("refresh-canary", isIdentityToken: true)));

        await FetchAsync(client);

        Assert.Equal(
            "grant_type=refresh_token&service=reg&client_id=cmp-promoter&scope=repository%3Ateam%2Fapi%3Apull"
                + "&refresh_token=refresh-canary",
            form);
        Assert.Equal(["", "", "Bearer token-0"], server.Requests.Select(request => request.Authorization));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_mount_asks_for_both_repositories()
    {
        await using var server = await StartAsync(expiresIn: 300);
        using var client = new RegistryClient(server.Endpoint);

        await Assert.ThrowsAsync<RegistryException>(
            () => client.Registry.TryMountBlobAsync(Repository, Image.Digest, RepositoryName.Parse("base"), TestToken));

        Assert.Contains(
            "GET /token?service=reg&scope=repository%3Ateam%2Fapi%3Apull%2Cpush&scope=repository%3Abase%3Apull",
            server.Lines);
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData("http://token.example.com/token", "https://192.0.2.1")]
    [InlineData("https://127.0.0.1/token", "https://192.0.2.1")]
    [InlineData("https://169.254.169.254/token", "https://192.0.2.1")]
    [InlineData("https://user:pw@token.example.com/", "https://192.0.2.1")]
    [InlineData("/token", "https://192.0.2.1")]
    [InlineData("", "https://192.0.2.1")]
    [InlineData("http://169.254.169.254/token", "http://127.0.0.1")]
    public async Task Credentials_do_not_go_to_an_unsafe_token_service(string realm, string endpoint)
    {
        var site = new RegistrySite(RegistryHost.Parse("registry.example.com"), new Uri(endpoint));
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        var tokens = new CmpPromoter.Registry.Authorization.TokenService(
            site, new Transport(site.Host, http, new Patience(), TimeProvider.System));
        var challenge = CmpPromoter.Registry.Authorization.ChallengeReader.Read([$"Bearer realm=\"{realm}\""]).Single();

        await RefusedAsync(
            async () => await tokens.FindRealmAsync(challenge, site.Api("x"), TestToken), RegistryFault.Protocol);
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("no")]
    [InlineData("""{"token":"a\r\nX-Evil: b"}""")]
    [InlineData("""{"token":7}""")]
    public async Task An_answer_without_a_usable_token_is_told(string body)
    {
        await using var server = await ScriptedRegistry.StartAsync((context, _) => context.Request.Path == "/token"
            ? AnswerAsync(context, 200, body)
            : ChallengeAsync(context));
        using var client = new RegistryClient(server.Endpoint);

        await RefusedAsync(() => FetchAsync(client), RegistryFault.Protocol);
    }

    private static async Task FetchAsync(RegistryClient client) =>
        await client.Registry.FetchManifestsAsync(Repository, [Key], TestToken);

    private static Task<ScriptedRegistry> StartAsync(int expiresIn, Func<string, bool>? isValid = null) =>
        ScriptedRegistry.StartAsync(
            (context, before) => ScriptAsync(context, before, expiresIn, isValid ?? (_ => true)));

    private static Task ScriptAsync(HttpContext context, int before, int expiresIn, Func<string, bool> isValid)
    {
        if (context.Request.Path == "/token")
        {
            return AnswerAsync(context, 200, $$"""{"access_token":"token-{{before}}","expires_in":{{expiresIn}}}""");
        }

        var authorization = context.Request.Headers.Authorization.ToString();
        return authorization.StartsWith("Bearer ", StringComparison.Ordinal) && isValid(
            authorization["Bearer ".Length..])
            ? AnswerAsync(context, Image.Bytes)
            : ChallengeAsync(context);
    }

    private static Task ChallengeAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate =
            $"Bearer realm=\"http://{context.Request.Host}/token\",service=\"reg\"";
        return AnswerAsync(context, 401, Error("UNAUTHORIZED", "authentication required"));
    }
}
