using System.CommandLine;
using System.Net;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Quotas;

namespace CmpPromoter.LocalEcr;

/// <summary>The program: starts a server, says where it is and how to use it, and stops on Ctrl-C.</summary>
internal sealed class ServeCommand : RootCommand
{
    private readonly Option<string[]> account = new("--account")
    {
        Description = "An AWS account, 12 digits; can be repeated.",
        DefaultValueFactory = _ => ["111111111111", "222222222222"],
    };

    private readonly Option<string[]> region = new("--region")
    {
        Description = "A region of every account; can be repeated.",
        DefaultValueFactory = _ => [LocalEcrOptions.DefaultRegion],
    };

    private readonly Option<int> apiPort = new("--api-port")
    {
        Description = "Port of the ECR API and of the token service; 0 takes a free one.",
        DefaultValueFactory = _ => 5000,
    };

    private readonly Option<int> registryPort = new("--registry-port")
    {
        Description = "Port of the first registry, the others follow; 0 takes free ones.",
        DefaultValueFactory = _ => 5001,
    };

    private readonly Option<bool> seed = new("--seed") { Description = "Puts demo images into the first account." };

    private readonly Option<int> latency = new("--latency-ms") { Description = "What every request waits." };

    private readonly Option<long> bytesPerSecond =
        new("--bytes-per-second") { Description = "Bandwidth of each direction; 0 is no limit." };

    private readonly Option<bool> quotas =
        new("--quotas") { Description = "Throttles as AWS does by default: PutImage 10/s and so on." };

    private readonly Option<string?> retryAfter =
        new("--retry-after") { Description = "Retry-After of what the quotas refuse, in seconds; AWS sends none." };

    private readonly Option<int> tokenSeconds = new("--token-seconds")
    {
        Description = "How long a registry token lives.",
        DefaultValueFactory = _ => 12 * 60 * 60,
    };

    private readonly Option<int> expiredStatus = new("--expired-status")
    {
        Description = "What an expired registry token is answered with, 401 or 403; reports of AWS differ.",
        DefaultValueFactory = _ => 403,
    };

    private readonly Option<int> layerUrlSeconds = new("--layer-url-seconds")
    {
        Description = "How long the address of a layer works.",
        DefaultValueFactory = _ => 60 * 60,
    };

    private readonly Option<int> clockOffset = new("--clock-offset-seconds")
    {
        Description = "How far AWS's clock is from this machine's; calls signed more than 5 minutes off are refused.",
    };

    private readonly Option<bool> namesMissingRepository = new("--missing-repository-404")
    {
        Description = "Answers a push to a missing repository with 404; else the connection is closed, as AWS does.",
    };

    private readonly Option<bool> refusesReferrers =
        new("--refuse-referrers") { Description = "Answers 405 to manifests with a subject and to their lists." };

    private readonly Option<bool> relativeLocations =
        new("--relative-locations") { Description = "Points to upload sessions by path alone, as the specification allows." };

    private readonly Option<string[]> fault = new("--fault") { Description = FaultSyntax.Help, HelpName = "words" };

    public ServeCommand()
        : base("Several AWS accounts' ECR on loopback, in memory, for trying and testing.")
    {
        Validate(account, id => id.Length == 12 && id.All(char.IsAsciiDigit) ? null : "an AWS account has 12 digits");
        Validate(fault, text =>
        {
            try
            {
                FaultSyntax.Parse(text);
                return null;
            }
            catch (FormatException refusal)
            {
                return refusal.Message;
            }
        });
        expiredStatus.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is not (401 or 403))
            {
                result.AddError("--expired-status: write 401 or 403");
            }
        });
        foreach (var option in new Option[]
        {
            account, region, apiPort, registryPort, seed, latency, bytesPerSecond, quotas, retryAfter, tokenSeconds,
            expiredStatus, layerUrlSeconds, clockOffset, namesMissingRepository, refusesReferrers,
            relativeLocations, fault,
        })
        {
            Options.Add(option);
        }

        SetAction(RunAsync);
    }

    private static void Validate(Option<string[]> option, Func<string, string?> refusal) =>
        option.Validators.Add(result =>
        {
            foreach (var text in result.GetValueOrDefault<string[]>() ?? [])
            {
                if (refusal(text) is { } reason)
                {
                    result.AddError($"{option.Name} {text}: {reason}");
                }
            }
        });

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        LocalEcrServer server;
        try
        {
            server = await LocalEcrServer.StartAsync(OptionsOf(arguments));
        }
        catch (IOException taken)
        {
            await arguments.InvocationConfiguration.Error.WriteLineAsync(
                $"local-ecr: {taken.Message.TrimEnd('.')}; choose other ports with --api-port and --registry-port, or 0 for free ones");
            return 1;
        }

        await using (server)
        {
            Prepare(server, arguments);
            var output = arguments.InvocationConfiguration.Output;
            foreach (var line in Greeting.Of(server, seeds: arguments.GetValue(seed)))
            {
                await output.WriteLineAsync(line);
            }

            await output.FlushAsync(CancellationToken.None);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                // Ctrl-C is how this program ends.
            }
        }

        return 0;
    }

    private LocalEcrOptions OptionsOf(ParseResult arguments)
    {
        var regions = arguments.GetRequiredValue(region).ToImmutableArray();
        var offset = arguments.GetResult(clockOffset) is null ? (int?)null : arguments.GetValue(clockOffset);
        return new LocalEcrOptions
        {
            Accounts = [
                .. arguments.GetRequiredValue(account)
                    .Select(id => new EcrAccountOptions { Id = id, Regions = regions })],
            ApiPort = arguments.GetValue(apiPort),
            RegistryPort = arguments.GetValue(registryPort),
            Latency = TimeSpan.FromMilliseconds(arguments.GetValue(latency)),
            BytesPerSecond = arguments.GetValue(bytesPerSecond),
            Quotas = arguments.GetValue(quotas) ? EcrQuotas.Published : null,
            ThrottleRetryAfter = arguments.GetValue(retryAfter),
            TokenLifetime = TimeSpan.FromSeconds(arguments.GetValue(tokenSeconds)),
            ExpiredTokenStatus = (HttpStatusCode)arguments.GetValue(expiredStatus),
            LayerUrlLifetime = TimeSpan.FromSeconds(arguments.GetValue(layerUrlSeconds)),
            MissingRepositoryHangsUp = !arguments.GetValue(namesMissingRepository),
            RelativeLocations = arguments.GetValue(relativeLocations),
            CheckSignatureTime = offset is not null,
            TimeProvider = offset is { } seconds
                ? new ShiftedTime(TimeSpan.FromSeconds(seconds))
                : TimeProvider.System,
        };
    }

    private void Prepare(LocalEcrServer server, ParseResult arguments)
    {
        foreach (var registry in server.Accounts)
        {
            registry.RefusesReferrers = arguments.GetValue(refusesReferrers);
        }

        foreach (var text in arguments.GetValue(fault) ?? [])
        {
            server.Faults.Add(FaultSyntax.Parse(text));
        }
    }
}
