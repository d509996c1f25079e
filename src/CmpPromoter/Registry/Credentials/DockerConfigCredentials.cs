using CmpPromoter.Oci;

namespace CmpPromoter.Registry.Credentials;

/// <summary>Credentials as docker keeps them: in config.json, or with the helpers it names, which come first.</summary>
internal sealed class DockerConfigCredentials : ICredentialSource
{
    private const int MaxBytes = 1024 * 1024;

    private readonly CredentialCache cache;
    private readonly string path;
    private readonly CredentialHelper helper;

    /// <param name="path">The config.json; read when it is first needed and after every refusal.</param>
    /// <param name="helper">Runs the helpers that the file names.</param>
    public DockerConfigCredentials(string path, CredentialHelper helper)
    {
        this.path = path;
        this.helper = helper;
        cache = new CredentialCache(FetchAsync);
    }

    public ValueTask<RegistryCredential?> FindAsync(RegistryHost host, CancellationToken cancellationToken) =>
        cache.FindAsync(host, cancellationToken);

    public void Forget(RegistryCredential refused) => cache.Forget(refused);

    private async Task<RegistryCredential?> FetchAsync(RegistryHost host, CancellationToken cancellationToken)
    {
        var file = await ReadAsync(host, cancellationToken);
        foreach (var name in file.Helpers)
        {
            if (await helper.FindAsync(name, DockerConfigFile.ServerKey(host), cancellationToken) is { } credential)
            {
                return credential;
            }
        }

        return file.Credential;
    }

    private async Task<DockerConfigFile> ReadAsync(RegistryHost host, CancellationToken cancellationToken)
    {
        const string What = "docker config";
        var json = await CredentialFile.ReadAsync(path, What, MaxBytes, cancellationToken);
        try
        {
            return DockerConfigFile.Parse(json, host);
        }
        catch (FormatException fault)
        {
            throw CredentialFile.Failure(path, $"{What} for {host}", fault.Message, fault);
        }
    }
}
