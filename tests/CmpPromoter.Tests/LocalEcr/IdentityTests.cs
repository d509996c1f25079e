using System.Net;
using System.Text.RegularExpressions;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Identity;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.LocalEcr;

public sealed partial class IdentityTests
{
    private const int Patience = 30_000;
    private const string Pull = """
        {"Version": "2008-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::222222222222:role/promoter"]}, "Action": ["ecr:BatchGet*"]}]}
        """;

    [Theory(Timeout = Patience)]
    [InlineData("", "MissingAuthenticationTokenException")]
    [InlineData("Bearer x", "IncompleteSignatureException")]
    public async Task An_api_call_without_a_signature_is_refused(string authorization, string code)
    {
        await using var server = await LocalEcrServer.StartAsync();
        using var client = new EcrClient(server, EcrClient.Source);

        var (status, body) = await client.ApiAsync("GetAuthorizationToken", "{}", authorization);

        Assert.Equal((HttpStatusCode.BadRequest, code), (status, body.GetProperty("__type").GetString()));
    }

    [Fact(Timeout = Patience)]
    public async Task An_unknown_access_key_is_refused()
    {
        await using var server = await LocalEcrServer.StartAsync();
        using var client = new EcrClient(server, EcrClient.Source);

        var (_, body) = await client.ApiAsync("GetAuthorizationToken", "{}", EcrClient.Signature("AKIA999999999999"));

        Assert.Equal("UnrecognizedClientException", body.GetProperty("__type").GetString());
    }

    [Fact(Timeout = Patience)]
    public async Task A_registered_access_key_is_its_principal()
    {
        var account = new EcrAccountOptions { Id = EcrClient.Source, AccessKeys = [new AccessKey("AKIACI", "arn:aws:iam::111111111111:user/ci")] };
        await using var server = await LocalEcrServer.StartAsync(new LocalEcrOptions { Accounts = [account] });
        using var client = new EcrClient(server, EcrClient.Source);

        await client.ApiAsync("GetAuthorizationToken", "{}", EcrClient.Signature("AKIACI"));

        Assert.Equal("arn:aws:iam::111111111111:user/ci", Assert.Single(server.Log.Entries).Principal);
    }

    [Fact(Timeout = Patience)]
    public async Task Without_a_token_the_registry_asks_for_basic_authorization_in_plain_text()
    {
        await using var server = await LocalEcrServer.StartAsync();
        using var client = new EcrClient(server, EcrClient.Source);

        using var response = await client.GetAsync("/v2/");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(
            "Basic realm=\"https://111111111111.dkr.ecr.us-east-1.amazonaws.com/\",service=\"ecr.amazonaws.com\"",
            RegistryAssert.Header(response, "WWW-Authenticate")
                .Replace("\", service", "\",service", StringComparison.Ordinal));
        Assert.Equal("Not Authorized\n", await response.Content.ReadAsStringAsync());
    }

    [Theory(Timeout = Patience)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.Unauthorized)]
    public async Task A_token_expires_after_twelve_hours(HttpStatusCode status)
    {
        var time = new FakeTimeProvider();
        await using var server = await LocalEcrServer.StartAsync(
            new LocalEcrOptions { TimeProvider = time, ExpiredTokenStatus = status });
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        time.Advance(TimeSpan.FromHours(12));

        using var response = await client.GetAsync("/v2/");

        await RegistryAssert.RefusedAsync(
            response, status, "DENIED", "Your authorization token has expired. Reauthenticate and try again.");
    }

    [Fact(Timeout = Patience)]
    public async Task Another_account_needs_the_repositorys_policy_and_the_refusal_says_so()
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Account(EcrClient.Source).PushImage("team/api", "1.0.0");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination, registryOf: EcrClient.Source);

        using var refused = await client.GetAsync("/v2/team/api/manifests/1.0.0");
        var (_, body) = await client.ApiAsync(
            "BatchGetImage",
            """{"registryId": "111111111111", "repositoryName": "team/api", "imageIds": [{"imageTag": "1.0.0"}]}""");

        const string sentence = "User: arn:aws:iam::222222222222:user/local is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:us-east-1:111111111111:repository/team/api because no resource-based policy allows the ecr:BatchGetImage action";
        await RegistryAssert.RefusedAsync(refused, HttpStatusCode.Forbidden, "DENIED", sentence);
        Assert.Equal(
            ("AccessDeniedException", sentence),
            (body.GetProperty("__type").GetString(), body.GetProperty("Message").GetString()));
    }

    [Theory(Timeout = Patience)]
    [InlineData("""{"AWS": "222222222222"}""", "")]
    [InlineData("""{"AWS": "arn:aws:iam::222222222222:root"}""", "")]
    [InlineData("\"*\"", """, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-localecr00"}}""")]
    public async Task A_repository_policy_lets_another_account_in(string principal, string condition)
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Account(EcrClient.Source).PushImage("team/api", "1.0.0");
        server.Account(EcrClient.Source).SetRepositoryPolicy(
            "team/api",
            $$$"""{"Statement": {"Effect": "Allow", "Principal": {{{principal}}}, "Action": "ecr:*"{{{condition}}}}}""");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination, registryOf: EcrClient.Source);

        using var response = await client.GetAsync("/v2/team/api/manifests/1.0.0");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact(Timeout = Patience)]
    public async Task A_single_permission_can_be_taken_from_the_callers_own_policy()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var account = server.Account(EcrClient.Source);
        account.PushImage("team/api", "1.0.0");
        account.Deny("ecr:BatchGetImage", principal: "arn:aws:iam::111111111111:user/*");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);

        using var refused = await client.GetAsync("/v2/team/api/manifests/1.0.0");
        account.AllowAll();
        using var allowed = await client.GetAsync("/v2/team/api/manifests/1.0.0");

        await RegistryAssert.RefusedAsync(refused, HttpStatusCode.Forbidden, "DENIED",
            "User: arn:aws:iam::111111111111:user/local is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:us-east-1:111111111111:repository/team/api because no identity-based policy allows the ecr:BatchGetImage action");
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }

    [Fact(Timeout = Patience)]
    public async Task A_session_of_an_assumed_role_is_judged_as_the_role()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var account = server.Account(EcrClient.Source);
        account.PushImage("team/api", "1.0.0");
        account.SetRepositoryPolicy("team/api", Pull);

        var xml = await AssumeAsync(server, "arn:aws:iam::222222222222:role/promoter");

        var (status, _) = await CallAsync(
            server,
            xml,
            "BatchGetImage",
            """{"registryId": "111111111111", "repositoryName": "team/api", "imageIds": [{"imageTag": "1.0.0"}]}""");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("arn:aws:sts::222222222222:assumed-role/promoter/render", server.Log.Entries[^1].Principal);
    }

    [Theory(Timeout = Patience)]
    [InlineData("", HttpStatusCode.Forbidden)]
    [InlineData("&ExternalId=wrong", HttpStatusCode.Forbidden)]
    [InlineData("&ExternalId=secret", HttpStatusCode.OK)]
    public async Task A_role_can_demand_an_external_id(string field, HttpStatusCode status)
    {
        var role = new AssumableRole { Arn = "arn:aws:iam::222222222222:role/promoter", ExternalId = "secret" };
        await using var server = await LocalEcrServer.StartAsync(new LocalEcrOptions { Roles = [role] });

        var (actual, xml) = await QueryAsync(
            server, $"Action=AssumeRole&Version=2011-06-15&RoleArn={role.Arn}&RoleSessionName=render{field}");

        Assert.Equal(status, actual);
        Assert.Equal(
            status is HttpStatusCode.Forbidden,
            xml.Contains(
                "<Code>AccessDenied</Code><Message>User: arn:aws:iam::111111111111:user/local is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::222222222222:role/promoter</Message>",
                StringComparison.Ordinal));
    }

    [Fact(Timeout = Patience)]
    public async Task A_web_identity_needs_no_signature()
    {
        await using var server = await LocalEcrServer.StartAsync();

        var (status, xml) = await QueryAsync(
            server,
            "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn:aws:iam::222222222222:role/promoter&RoleSessionName=render&WebIdentityToken=jwt",
            isSigned: false);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(
            "<Arn>arn:aws:sts::222222222222:assumed-role/promoter/render</Arn>", xml, StringComparison.Ordinal);
    }

    private static async Task<string> AssumeAsync(LocalEcrServer server, string roleArn) =>
        (await QueryAsync(server, $"Action=AssumeRole&Version=2011-06-15&RoleArn={roleArn}&RoleSessionName=render"))
            .Xml;

    private static async Task<(HttpStatusCode Status, string Xml)> QueryAsync(
        LocalEcrServer server, string form, bool isSigned = true)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, server.StsEndpoint);
        request.Content = new StringContent(
            form, new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-www-form-urlencoded"));
        if (isSigned)
        {
            request.Headers.Add("X-Amz-Date", "20260101T000000Z");
            request.Headers.TryAddWithoutValidation("Authorization", EcrClient.Signature("AKIA111111111111", "sts"));
        }

        using var response = await http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<(HttpStatusCode Status, string Body)> CallAsync(
        LocalEcrServer server, string credentials, string operation, string json)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, server.ApiEndpoint);
        request.Headers.Add("X-Amz-Target", $"AmazonEC2ContainerRegistry_V20150921.{operation}");
        request.Headers.Add("X-Amz-Date", "20260101T000000Z");
        request.Headers.Add("X-Amz-Security-Token", SessionToken().Match(credentials).Groups[1].Value);
        request.Headers.TryAddWithoutValidation(
            "Authorization", EcrClient.Signature(KeyId().Match(credentials).Groups[1].Value));
        request.Content = new StringContent(json);
        using var response = await http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("<SessionToken>(.*)</SessionToken>")]
    private static partial Regex SessionToken();

    [GeneratedRegex("<AccessKeyId>(.*)</AccessKeyId>")]
    private static partial Regex KeyId();
}
