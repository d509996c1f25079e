using System.Text.Json;
using System.Web;
using Amazon.Runtime;
using CmpPromoter.Configuration;
using CmpPromoter.Ecr;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using CmpPromoter.Tests.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Tests.Ecr;

/// <summary>The ECR API and STS on a loopback port of their own: calls are kept and answered by the test.</summary>
internal sealed class ScriptedAws : IAsyncDisposable
{
    public const string AccessKeyId = "AKIAAMBIENT";
    public const string SecretKey = "ambient-secret-key";
    private readonly WebApplication server;
    private readonly Func<AwsCall, AwsAnswer> script;
    private readonly List<AwsCall> calls = [];

    private ScriptedAws(Func<AwsCall, AwsAnswer> script)
    {
        this.script = script;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(System.Net.IPAddress.Loopback, 0));
        server = builder.Build();
        server.Run(AnswerAsync);
    }

    public SkippingTimeProvider Time { get; } = new();

    public static RegistryHost Host { get; } = RegistryHost.Parse("111111111111.dkr.ecr.eu-central-1.amazonaws.com");

    public Uri Endpoint => new(server.Urls.First());

    /// <summary>The endpoint as messages show it.</summary>
    public string Url => server.Urls.First();

    public ImmutableArray<AwsCall> Calls
    {
        get
        {
            lock (calls)
            {
                return [.. calls];
            }
        }
    }

    public static async Task<ScriptedAws> StartAsync(Func<AwsCall, AwsAnswer> script)
    {
        var aws = new ScriptedAws(script);
        await aws.server.StartAsync();
        return aws;
    }

    /// <summary>A control plane of account 111111111111 in eu-central-1 that asks here.</summary>
    public EcrControlPlane ControlPlane(ILogger<EcrControlPlane>? logger = null, RequestPaces? paces = null) =>
        ControlPlane(Options(Host), application: null, logger, paces);

    /// <summary>The same with the role of <paramref name="options"/>.</summary>
    public EcrControlPlane ControlPlane(
        RegistryOptions options,
        string? application,
        ILogger<EcrControlPlane>? logger = null,
        RequestPaces? paces = null)
    {
        var factory = new EcrClientFactory(new BasicAWSCredentials(AccessKeyId, SecretKey), Endpoint);
        var client = factory.Create(EcrClientKey.Of(options with { ApiEndpoint = Endpoint }), application);
        return new EcrControlPlane(
            client, Host, "111111111111", Caller(paces, Time), logger ?? new RecordingLogger<EcrControlPlane>());
    }

    /// <summary>One whose delays take no time.</summary>
    public static EcrCaller Caller(
        RequestPaces? paces = null, SkippingTimeProvider? time = null, RegistryHost? host = null)
    {
        var clock = time ?? new SkippingTimeProvider();
        var retry = new CmpPromoter.Registry.RetryPolicy(clock, () => 0.5, new RecordingLogger<CmpPromoter.Registry.RetryPolicy>());
        return new EcrCaller(host ?? Host, paces ?? RequestPaces.None, retry, clock);
    }

    public static RegistryOptions Options(RegistryHost host) => new()
    {
        Host = host,
        Type = RegistryType.Ecr,
        Ecr = EcrHostName.Find(host),
        Endpoint = new Uri($"https://{host}"),
        ApiEndpoint = null,
        RoleArn = null,
        ExternalId = null,
        Credentials = null,
        CaFile = null,
    };

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var call = new AwsCall(
            context.Request.Headers["X-Amz-Target"].ToString(),
            context.Request.ContentType ?? "",
            context.Request.Headers.Authorization.ToString(),
            context.Request.Headers["X-Amz-Security-Token"].ToString(),
            body);
        lock (calls)
        {
            calls.Add(call);
        }

        var answer = script(call);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.Headers["x-amzn-RequestId"] = "request-1";
        if (answer.RetryAfter is not null)
        {
            context.Response.Headers.RetryAfter = answer.RetryAfter;
        }

        await context.Response.WriteAsync(answer.Body);
    }
}

/// <summary>One request as it came.</summary>
internal sealed record AwsCall(
    string Target, string ContentType, string Authorization, string SessionToken, string Body)
{
    public string Operation => Target.Length > 0 ? Target[(Target.IndexOf('.') + 1)..] : Form["Action"] ?? "";

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>STS speaks forms.</summary>
    public System.Collections.Specialized.NameValueCollection Form => HttpUtility.ParseQueryString(Body);
}

/// <summary>What the script answers.</summary>
internal sealed record AwsAnswer(int Status, string Body, string ContentType = "application/x-amz-json-1.1")
{
    /// <summary>The header, in either form.</summary>
    public string? RetryAfter { get; init; }

    public static AwsAnswer Ok(string body) => new(200, body);

    public static AwsAnswer Error(int status, string code, string message) => new(
        status, $$"""{"__type":"com.amazonaws.ecr#{{code}}","message":{{JsonSerializer.Serialize(message)}}}""");
}
