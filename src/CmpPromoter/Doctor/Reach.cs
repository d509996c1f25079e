using System.Globalization;
using CmpPromoter.Diagnostics;
using CmpPromoter.Registry;

namespace CmpPromoter.Doctor;

/// <summary>The way to a registry, without any credential: does a registry answer there, how soon, and by which clock?</summary>
internal sealed class Reach
{
    public required string Subject { get; init; }

    public required Probing Probing { get; init; }

    public required TimeProvider Time { get; init; }

    public required RegistryPing Ping { get; init; }

    private string Where => SafeText.Of(Ping.Site.Via ?? Ping.Site.Endpoint).TrimEnd('/');

    public Task<ImmutableArray<Finding>> RunAsync(CancellationToken cancellationToken) =>
        Probing.RunAsync(Subject, $"reaching {Where}", Silence.OfRemote, LookAsync, cancellationToken);

    private async Task<ImmutableArray<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        var start = Time.GetTimestamp();
        var answer = await Ping.AskAsync(credential: null, cancellationToken);
        var took = Time.GetElapsedTime(start).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
        return
        [
            answer.IsRegistry
                ? Finding.Good(Subject, $"{Where} answers in {took} ms")
                : Finding.Bad(
                    Subject,
                    $"{Where}/v2/: {(int)answer.Status} {answer.Status}, which no registry answers",
                    "Check endpoint and registry in the configuration, and what stands between",
                    FailureKind.Remote),
            .. ClockReading.Of(Subject, answer, Time.GetUtcNow()),
        ];
    }
}
