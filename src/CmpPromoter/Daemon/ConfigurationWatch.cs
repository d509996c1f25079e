using System.Security.Cryptography;
using CmpPromoter.Configuration;
using CmpPromoter.DaemonApi;
using CmpPromoter.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Daemon;

/// <summary>
/// Looks at the configuration file from time to time: when its content has changed, new requests are served by it, and what is
/// under way ends as it began. A file that cannot be used changes nothing, and is said once.
/// </summary>
/// <remarks>
/// Kubernetes swaps a symbolic link two directories above the file; looking at the content sees that, and every other way of
/// changing a file.
/// </remarks>
/// <param name="path">The file.</param>
/// <param name="generations">Are told of a new one.</param>
/// <param name="create">Builds it.</param>
/// <param name="state">Is told what holds.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told of every change.</param>
internal sealed partial class ConfigurationWatch(
    string path,
    Generations generations,
    Func<PromotionOptions, Generation> create,
    DaemonState state,
    TimeProvider time,
    ILogger<ConfigurationWatch> logger)
{
    /// <summary>Kubelet brings a change within a minute; five seconds more are not noticed.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private string seen = Fingerprint(path);

    /// <summary>Until it is cancelled, which ends it without an exception.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await LookAsync();
                await generations.EndUnusedAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The daemon stops.
        }
    }

    private async Task LookAsync()
    {
        var now = Fingerprint(path);
        if (now == seen)
        {
            return;
        }

        seen = now;
        try
        {
            await generations.ReplaceAsync(create(PromotionFile.Read(path)));
            state.Configured(new StatusConfiguration { Path = path, Loaded = time.GetUtcNow() });
            Instruments.Reloads.Add(1, Instruments.Result("loaded"));
            Log.Loaded(logger, path);
        }
        catch (PromoterException refusal)
        {
            state.Configured(state.Configuration with { Refusal = refusal.Message });
            Instruments.Reloads.Add(1, Instruments.Result("refused"));
            Log.Refused(logger, state.Configuration.Loaded, refusal.Message);
        }
    }

    /// <summary>Of the content; another for each reason why there is none.</summary>
    private static string Fingerprint(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return Convert.ToHexString(SHA256.HashData(file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.GetType().Name;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(708, LogLevel.Information, "the configuration {Path} has changed and holds from now on")]
        public static partial void Loaded(ILogger logger, string path);

        [LoggerMessage(709, LogLevel.Warning, "the configuration has changed and cannot be used, so that of {Loaded:u} goes on to hold. {Reason}")]
        public static partial void Refused(ILogger logger, DateTimeOffset loaded, string reason);
    }
}
