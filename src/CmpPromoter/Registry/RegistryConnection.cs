using System.Net;
using CmpPromoter.Diagnostics;
using CmpPromoter.Registry.Authorization;

namespace CmpPromoter.Registry;

/// <summary>
/// Sends requests to one registry in its pace and with the authorization it wants, again where that helps. Safe for
/// concurrent use.
/// </summary>
internal sealed class RegistryConnection(
    RegistrySite site, Transport transport, Authorizer authorizer, RetryPolicy retry, RequestPaces paces)
{
    public RegistrySite Site => site;

    public Transport Transport => transport;

    public RetryPolicy Retry => retry;

    /// <summary>
    /// Sends, and reads with <paramref name="read"/>; both again when either fails for a transient reason.
    /// </summary>
    /// <param name="request">One that can be replayed.</param>
    /// <param name="read">Given every answer that no repetition can change: success, redirects, refusals.</param>
    /// <param name="cancellationToken">Ends everything.</param>
    public Task<T> SendAsync<T>(
        RegistryRequest request,
        Func<RegistryAnswer, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken) =>
        retry.RunAsync(
            async token =>
            {
                using var answer = await (request.FollowsRedirects
                    ? FollowOnceAsync(request, token)
                    : SendOnceAsync(request, token));
                answer.ThrowIfTransient();
                return await read(answer, token);
            },
            cancellationToken);

    /// <summary>The same where the head of the answer says everything.</summary>
    public Task<T> SendAsync<T>(
        RegistryRequest request, Func<RegistryAnswer, T> read, CancellationToken cancellationToken) =>
        SendAsync(request, (answer, _) => Task.FromResult(read(answer)), cancellationToken);

    /// <summary>
    /// Sends once, and again wherever an answer leads; servers other than the registry's own see no authorization.
    /// </summary>
    public async Task<RegistryAnswer> FollowOnceAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            var answer = site.IsOwn(request.Uri)
                ? await SendOnceAsync(request, cancellationToken)
                : await transport.SendAsync(request.ToMessage(), cancellationToken);
            if (!RedirectPolicy.IsRedirect(answer.Status))
            {
                return answer;
            }

            using (answer)
            {
                request = redirects < RedirectPolicy.MaxRedirects
                    ? request with { Uri = await RedirectPolicy.NextAsync(site, answer, cancellationToken) }
                    : throw answer.Violation($"more than {RedirectPolicy.MaxRedirects} redirects");
            }
        }
    }

    /// <summary>Sends once, when its turn has come; twice only to show better authorization.</summary>
    public async Task<RegistryAnswer> SendOnceAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        using var timer = transport.CreateTimer();
        return await SendOnceAsync(request, timer, cancellationToken);
    }

    /// <summary>The same, for a body that tells <paramref name="timer"/> of its progress.</summary>
    public async Task<RegistryAnswer> SendOnceAsync(
        RegistryRequest request, SilenceTimer timer, CancellationToken cancellationToken)
    {
        var grant = await authorizer.AuthorizeAsync(request.Scope, cancellationToken);
        var answer = await SendAsync(request, grant, timer, cancellationToken);
        if (!answer.RejectsCredential)
        {
            return answer;
        }

        Grant? better;
        try
        {
            better = await authorizer.RenewAsync(grant, answer, request.Scope, cancellationToken);
        }
        catch
        {
            answer.Dispose();
            throw;
        }

        if (better is null)
        {
            return answer;
        }

        using (answer)
        {
            // The credential is good again; whoever can read the body anew may send it.
            return request.IsReplayable
                ? await SendAsync(request, better, timer, cancellationToken)
                : throw answer.Fault(
                    RegistryFault.Broken, "the credential expired during the transfer and has been renewed");
        }
    }

    private async Task<RegistryAnswer> SendAsync(
        RegistryRequest request, Grant grant, SilenceTimer timer, CancellationToken cancellationToken)
    {
        await paces.WaitAsync(request.Kind, cancellationToken);
        var message = request.ToMessage();
        grant.ApplyTo(message);
        var answer = await SendAsync(message, request.Kind, timer, cancellationToken);
        if (answer.Status is HttpStatusCode.TooManyRequests)
        {
            paces.Throttled(request.Kind, answer.RetryAfter);
        }
        else
        {
            paces.Passed(request.Kind);
        }

        return answer;
    }

    private async Task<RegistryAnswer> SendAsync(
        HttpRequestMessage message, RequestKind? kind, SilenceTimer timer, CancellationToken cancellationToken)
    {
        var operation = kind?.ToString() ?? "Other";
        try
        {
            var answer = await transport.SendAsync(message, timer, cancellationToken);
            Instruments.Requested(operation, (int)answer.Status);
            return answer;
        }
        catch (RegistryException)
        {
            Instruments.Requested(operation, status: null);
            throw;
        }
    }
}
