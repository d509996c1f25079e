using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Identity;
using CmpPromoter.LocalEcr.Layers;
using CmpPromoter.LocalEcr.Log;
using CmpPromoter.LocalEcr.Quotas;
using CmpPromoter.LocalEcr.RegistryApi;

namespace CmpPromoter.LocalEcr;

/// <summary>Everything the origins share: accounts, content, identities, tokens, quotas, log and faults.</summary>
internal sealed class LocalCloud : IDisposable
{
    private readonly Dictionary<(string AccountId, string Region), EcrAccount> accounts;
    private readonly Dictionary<(string AccountId, string Region), Uri> registryEndpoints = [];

    public LocalCloud(LocalEcrOptions options)
    {
        Options = options;
        Store = new BlobStore(options.DiscardUploads);
        Uploads = new UploadSessions(Store, options);
        Identities = new IdentityDirectory(options);
        Tokens = new RegistryTokens(options.TimeProvider, options.TokenLifetime);
        Quotas = new QuotaLedger(options.Quotas, options.TimeProvider);
        LayerUrls = new LayerUrls(options.TimeProvider, options.LayerUrlLifetime);
        accounts = options.Accounts
            .SelectMany(
                account =>
                    account.Regions.Select(region => new EcrAccount(account.Id, region, Store, options.TimeProvider)))
            .ToDictionary(account => (account.AccountId, account.Region));
    }

    public LocalEcrOptions Options { get; }

    public TimeProvider Time => Options.TimeProvider;

    public BlobStore Store { get; }

    public UploadSessions Uploads { get; }

    public IdentityDirectory Identities { get; }

    public RegistryTokens Tokens { get; }

    public QuotaLedger Quotas { get; }

    public LayerUrls LayerUrls { get; }

    public AccessLog Log { get; } = new();

    public FaultPlan Faults { get; } = new();

    public IEnumerable<EcrAccount> Accounts => accounts.Values;

    public EcrAccount? FindAccount(string accountId, string region) => accounts.GetValueOrDefault((accountId, region));

    /// <exception cref="ArgumentException">The server has no such registry.</exception>
    public Uri RegistryEndpoint(string accountId, string region) =>
        registryEndpoints.TryGetValue((accountId, region), out var endpoint)
            ? endpoint
            : throw new ArgumentException(
                $"this server has no account {accountId} in {region}; name it in LocalEcrOptions.Accounts");

    public void SetRegistryEndpoint(string accountId, string region, Uri endpoint) =>
        registryEndpoints[(accountId, region)] = endpoint;

    public void Dispose()
    {
        Uploads.Dispose();
        Store.Dispose();
    }
}
