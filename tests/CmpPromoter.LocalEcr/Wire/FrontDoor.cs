using System.Globalization;
using System.Text.RegularExpressions;
using CmpPromoter.LocalEcr.Api;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Layers;
using CmpPromoter.LocalEcr.Log;
using CmpPromoter.LocalEcr.RegistryApi;
using CmpPromoter.LocalEcr.Sts;
using Microsoft.AspNetCore.Http;

namespace CmpPromoter.LocalEcr.Wire;

/// <summary>
/// Takes every request in: which origin it is for, the line it comes over, its faults, its answer, its log entry.
/// </summary>
internal sealed partial class FrontDoor(LocalCloud cloud)
{
    private readonly BandwidthLimiter inbound = new(cloud.Options.BytesPerSecond, cloud.Time);
    private readonly BandwidthLimiter outbound = new(cloud.Options.BytesPerSecond, cloud.Time);
    private readonly ApiHandler api = new(cloud);
    private readonly StsHandler sts = new(cloud);
    private readonly RegistryHandler registry = new(cloud);
    private readonly LayerHandler layers = new(cloud);

    public async Task ServeAsync(HttpContext http)
    {
        var call = Receive(http);
        // AWS's clock, by which its clients set theirs right.
        http.Response.Headers.Date = cloud.Time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        var request = new RequestBody(call, http.Request.Body, inbound, cloud.Time);
        var response = new ResponseBody(http, http.Response.Body, outbound, cloud.Time);
        http.Request.Body = request;
        http.Response.Body = response;
        var isAnswered = false;
        // Whoever has read an answer to its end finds it in the log.
        response.BeforeLastByte = () => Record(call, request, response, isAnswered: true);
        try
        {
            if (cloud.Options.Latency > TimeSpan.Zero)
            {
                await Task.Delay(cloud.Options.Latency, cloud.Time, call.Aborted);
            }

            isAnswered = await AnswerAsync(call, request, response);
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException
            && (call.IsHungUp || call.Aborted.IsCancellationRequested))
        {
            // The client has gone; there is nobody to answer.
        }
        finally
        {
            Record(call, request, response, isAnswered);
            if (call.IsHungUp)
            {
                http.Abort();
            }
        }
    }

    private async Task<bool> AnswerAsync(EcrCall call, RequestBody request, ResponseBody response)
    {
        var handler = HandlerOf(call.Origin);
        try
        {
            await handler.PrepareAsync(call);
            var faults = cloud.Faults.Strike(call);
            if (await FaultRunner.StrikeAsync(call, handler, faults, request, response, cloud.Time))
            {
                return true;
            }

            await handler.HandleAsync(call);
            await response.GoOnAsync();
        }
        catch (EcrException error) when (!call.Response.HasStarted)
        {
            if (error.RegistryStatus == StatusCodes.Status429TooManyRequests
                && cloud.Options.ThrottleRetryAfter is { } retryAfter)
            {
                call.Response.Headers.RetryAfter = retryAfter;
            }

            await handler.RefuseAsync(call, null, error);
        }

        if (response.IsSwallowed)
        {
            call.IsHungUp = true;
        }

        return !call.IsHungUp;
    }

    private EcrCall Receive(HttpContext http)
    {
        var endpoint = http.Features.Get<Endpoint>()
            ?? throw new InvalidOperationException("a connection without endpoint");
        // Clients that reach a registry by its AWS name through a proxy or a resolver override come to any of the ports.
        if (RegistryName().Match(http.Request.Host.Host) is { Success: true } name)
        {
            endpoint = new Endpoint(AccessOrigin.Registry, name.Groups["account"].Value, name.Groups["region"].Value);
        }

        var origin = endpoint.Origin is AccessOrigin.Api && !http.Request.Headers.ContainsKey(ApiHandler.TargetHeader)
            ? AccessOrigin.Sts
            : endpoint.Origin;
        return new EcrCall(http, origin) { AccountId = endpoint.AccountId, Region = endpoint.Region };
    }

    private IOriginHandler HandlerOf(AccessOrigin origin) => origin switch
    {
        AccessOrigin.Api => api,
        AccessOrigin.Sts => sts,
        AccessOrigin.Registry => registry,
        _ => layers,
    };

    private void Record(EcrCall call, RequestBody request, ResponseBody response, bool isAnswered)
    {
        if (call.IsRecorded)
        {
            return;
        }

        call.IsRecorded = true;
        cloud.Log.Add(new AccessEntry
        {
            Origin = call.Origin,
            AccountId = call.AccountId,
            Operation = call.Operation,
            Method = call.Request.Method,
            Path = call.Request.Path.Value ?? "",
            Repository = call.Repository,
            Reference = call.Reference,
            Status = isAnswered ? call.Response.StatusCode : 0,
            RequestBytes = request.Bytes,
            ResponseBytes = response.Bytes,
            HasAuthorization = call.Request.Headers.ContainsKey("Authorization"),
            Principal = call.Principal?.Arn,
        });
    }

    // The forms that the ECR credential helper knows:
    // https://github.com/awslabs/amazon-ecr-credential-helper/blob/main/ecr-login/api/client.go
    [GeneratedRegex(
        @"\A(?<account>[0-9]{12})\.dkr[.-]ecr(?:-fips)?\.(?<region>[a-z0-9-]+)\.(?:amazonaws\.(?:com|com\.cn|eu)|on\.aws|on\.amazonwebservices\.com\.cn|sc2s\.sgov\.gov|c2s\.ic\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)\z")]
    private static partial Regex RegistryName();
}
