using CmpPromoter.Ecr;
using CmpPromoter.Registry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.Ecr;

public sealed class EcrTokenSourceTests
{
    private const int TimeoutMilliseconds = 30_000;
    private readonly FakeTimeProvider time = new();
    private readonly RecordingLogger<EcrTokenSource> logger = new();
    private int fetches;
    private RegistryException? outage;

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_token_is_used_for_half_its_life()
    {
        var source = Source();

        var first = await FindAsync(source);
        time.Advance(TimeSpan.FromHours(6) - TimeSpan.FromSeconds(1));
        var second = await FindAsync(source);
        time.Advance(TimeSpan.FromSeconds(1));
        var third = await FindAsync(source);

        Assert.Equal((Credential(1), Credential(1), Credential(2)), (first, second, third));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task Concurrent_callers_share_one_fetch()
    {
        var answer = new TaskCompletionSource<EcrToken>(TaskCreationOptions.RunContinuationsAsynchronously);
        var source = Source(_ => answer.Task);

        var callers = Enumerable.Range(0, 20).Select(_ => FindAsync(source)).ToArray();
        answer.SetResult(Token(1));

        Assert.All(await Task.WhenAll(callers), credential => Assert.Equal(Credential(1), credential));
        Assert.Equal(1, fetches);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_caller_that_gives_up_takes_the_fetch_from_nobody()
    {
        var answer = new TaskCompletionSource<EcrToken>(TaskCreationOptions.RunContinuationsAsynchronously);
        var source = Source(answer.Task.WaitAsync);
        using var impatience = new CancellationTokenSource();

        var impatient = source.FindAsync(ScriptedAws.Host, impatience.Token).AsTask();
        var patient = FindAsync(source);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        answer.SetResult(Token(1));

        Assert.Equal(Credential(1), await patient);
        Assert.Equal(1, fetches);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_refresh_that_fails_keeps_the_valid_token_and_warns_and_tries_again_a_minute_later()
    {
        var source = Source();
        await FindAsync(source);
        time.Advance(TimeSpan.FromHours(7));
        outage = new RegistryException(RegistryFault.Unavailable, ScriptedAws.Host, "503 ServiceUnavailable");

        var kept = (await FindAsync(source), await FindAsync(source));
        var fetchesWhileOut = fetches;
        outage = null;
        time.Advance(TimeSpan.FromMinutes(1));
        var renewed = await FindAsync(source);

        Assert.Equal((Credential(1), Credential(1)), kept);
        Assert.Equal(2, fetchesWhileOut);
        Assert.Equal(Credential(3), renewed);
        var (level, message) = Assert.Single(logger.Entries);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Contains("503 ServiceUnavailable", message, StringComparison.Ordinal);
        Assert.DoesNotContain("password", message, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_refresh_that_fails_after_the_token_has_expired_fails()
    {
        var source = Source();
        await FindAsync(source);
        time.Advance(TimeSpan.FromHours(12));
        outage = new RegistryException(RegistryFault.Unavailable, ScriptedAws.Host, "down");

        Assert.Same(outage, await Assert.ThrowsAsync<RegistryException>(() => FindAsync(source)));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_failed_first_fetch_is_not_remembered()
    {
        var source = Source();
        outage = new RegistryException(RegistryFault.Unreachable, ScriptedAws.Host, "down");
        await Assert.ThrowsAsync<RegistryException>(() => FindAsync(source));
        outage = null;

        Assert.Equal(Credential(2), await FindAsync(source));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_refused_token_is_not_offered_again_not_even_when_no_new_one_can_be_had()
    {
        var source = Source();
        var refused = await FindAsync(source);
        source.Forget(refused!);
        outage = new RegistryException(RegistryFault.Throttled, ScriptedAws.Host, "slow down");
        await Assert.ThrowsAsync<RegistryException>(() => FindAsync(source));
        outage = null;

        Assert.Equal(Credential(3), await FindAsync(source));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task Forgetting_an_earlier_token_keeps_the_present_one()
    {
        var source = Source();
        await FindAsync(source);

        source.Forget(Credential(7));

        Assert.Equal(Credential(1), await FindAsync(source));
        Assert.Equal(1, fetches);
    }

    private static Task<RegistryCredential?> FindAsync(EcrTokenSource source) =>
        source.FindAsync(ScriptedAws.Host, CancellationToken.None).AsTask();

    private static RegistryCredential Credential(int number) =>
        new() { UserName = "AWS", Password = $"password-{number}" };

    private EcrToken Token(int number) => new()
    {
        Credential = Credential(number),
        ExpiresAt = time.GetUtcNow() + TimeSpan.FromHours(12),
    };

    private EcrTokenSource Source(Func<CancellationToken, Task<EcrToken>>? fetch = null) => new(
        new FakeControlPlane
        {
            Token = cancellationToken =>
            {
                var number = Interlocked.Increment(ref fetches);
                return outage is not null ? Task.FromException<EcrToken>(outage)
                    : fetch is not null ? fetch(cancellationToken)
                    : Task.FromResult(Token(number));
            },
        },
        time,
        logger);
}
