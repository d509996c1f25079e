using System.CommandLine;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Quotas;
using CmpPromoter.LocalEcr.Seeding;

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

    public ServeCommand()
        : base("Several AWS accounts' ECR on loopback, in memory, for trying and testing.")
    {
        account.Validators.Add(result =>
        {
            var ids = result.GetValueOrDefault<string[]>() ?? [];
            foreach (var id in ids.Where(id => id.Length != 12 || !id.All(char.IsAsciiDigit)))
            {
                result.AddError($"--account {id}: an AWS account has 12 digits");
            }
        });
        Options.Add(account);
        Options.Add(region);
        Options.Add(apiPort);
        Options.Add(registryPort);
        Options.Add(seed);
        Options.Add(latency);
        Options.Add(bytesPerSecond);
        Options.Add(quotas);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var regions = arguments.GetRequiredValue(region).ToImmutableArray();
        await using var server = await LocalEcrServer.StartAsync(new LocalEcrOptions
        {
            Accounts = [
                .. arguments.GetRequiredValue(account)
                    .Select(id => new EcrAccountOptions { Id = id, Regions = regions })],
            ApiPort = arguments.GetValue(apiPort),
            RegistryPort = arguments.GetValue(registryPort),
            Latency = TimeSpan.FromMilliseconds(arguments.GetValue(latency)),
            BytesPerSecond = arguments.GetValue(bytesPerSecond),
            Quotas = arguments.GetValue(quotas) ? EcrQuotas.Published : null,
        });
        var output = arguments.InvocationConfiguration.Output;
        foreach (var line in Describe(server, seeds: arguments.GetValue(seed)))
        {
            await output.WriteLineAsync(line);
        }

        await output.FlushAsync(cancellationToken);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how this program ends.
        }

        return 0;
    }

    private static IEnumerable<string> Describe(LocalEcrServer server, bool seeds)
    {
        yield return $"# ECR API, STS  {Text(server.ApiEndpoint)}";
        yield return $"# layers        {Text(server.LayerOrigin)}";
        foreach (var registry in server.Accounts)
        {
            yield return $"# registry      {Text(server.RegistryEndpoint(registry.AccountId, registry.Region))}  {registry.RegistryName}";
        }

        var first = server.Accounts.First();
        foreach (var image in seeds ? DemoImages.Push(first) : [])
        {
            yield return $"# image         {image}";
        }

        yield return $"export AWS_ACCESS_KEY_ID=AKIA{first.AccountId} AWS_SECRET_ACCESS_KEY=local AWS_REGION={first.Region}";
        yield return $"export AWS_ENDPOINT_URL_ECR={Text(server.ApiEndpoint)} AWS_ENDPOINT_URL_STS={Text(server.StsEndpoint)}";
        yield return $"# aws ecr get-login-password --endpoint-url {Text(server.ApiEndpoint)} | skopeo login --tls-verify=false -u AWS --password-stdin {server.RegistryEndpoint(first.AccountId, first.Region).Authority}";
    }

    private static string Text(Uri endpoint) => endpoint.GetLeftPart(UriPartial.Authority);
}
