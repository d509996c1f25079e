using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Tests.Registry;

/// <summary>A server on loopback that answers as its script says, and remembers what it was asked.</summary>
internal sealed class ScriptedRegistry : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly ConcurrentQueue<SeenRequest> requests = new();

    private ScriptedRegistry(WebApplication application)
    {
        this.application = application;
    }

    public Uri Endpoint { get; private set; } = new("http://unstarted.invalid");

    public string Authority => Endpoint.Authority;

    /// <summary>Every request, in the order of arrival.</summary>
    public ImmutableArray<SeenRequest> Requests => [.. requests];

    /// <summary>The same as "METHOD /path?query".</summary>
    public string[] Lines => [.. requests.Select(request => request.Line)];

    /// <param name="script">
    /// Answers a request; told the number of requests before it with the same method and path.
    /// </param>
    /// <param name="https">The server's certificate; absent: plain HTTP.</param>
    public static async Task<ScriptedRegistry> StartAsync(
        Func<HttpContext, int, Task> script, Action<ListenOptions>? https = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = null;
            options.AddServerHeader = false;
            options.Listen(IPAddress.Loopback, 0, listen => https?.Invoke(listen));
        });
        if (https is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        var registry = new ScriptedRegistry(builder.Build());
        registry.application.Run(context => registry.AnswerAsync(context, script));
        await registry.application.StartAsync();
        var address =
            registry.application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        registry.Endpoint = new Uri(address!.Addresses.Single()); // A started server has its address.
        return registry;
    }

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource();
        await soon.CancelAsync();
        await application.StopAsync(soon.Token);
        await application.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context, Func<HttpContext, int, Task> script)
    {
        var request = context.Request;
        var before = requests.Count(seen => seen.Method == request.Method && seen.Path == request.Path.Value);
        requests.Enqueue(new SeenRequest(
            request.Method,
            request.Path.Value ?? "",
            request.QueryString.Value ?? "",
            request.Headers.ToDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        return script(context, before);
    }
}

/// <summary>One request as the server saw it.</summary>
internal sealed record SeenRequest(string Method, string Path, string Query, Dictionary<string, string> Headers)
{
    public string Line => $"{Method} {Path}{Query}";

    public string Authorization => Headers.GetValueOrDefault("Authorization", "");
}
