using System.Collections.Concurrent;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Ecr;

/// <summary>
/// Repositories that are missing and that the account's creation templates are to make with the first push. Where none
/// matches, ECR closes the connection or answers 404, neither of which says so. Safe for concurrent use.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates.html</remarks>
/// <param name="host">The registry.</param>
internal sealed class OnPushRepositories(RegistryHost host)
{
    private readonly ConcurrentDictionary<RepositoryName, bool> missing = new();

    /// <summary>The repository was missing a moment ago.</summary>
    public void Expect(RepositoryName repository) => missing[repository] = true;

    /// <summary>Runs a push, of whatever.</summary>
    /// <exception cref="RegistryException">The push failed; where that means that there is no repository, it says so.</exception>
    public async Task<T> PushAsync<T>(RepositoryName repository, Func<Task<T>> push)
    {
        try
        {
            var result = await push();
            missing.TryRemove(repository, out _);
            return result;
        }
        catch (RegistryException fault) when (MeansNoRepository(fault) && missing.ContainsKey(repository))
        {
            throw new RegistryException(
                RegistryFault.NoRepository,
                host,
                $"{fault.Message}: the repository {repository} does not exist and no creation template has made it",
                fault)
            {
                Status = fault.Status,
                Code = fault.Code,
                Detail = fault.Detail,
            };
        }
    }

    private bool MeansNoRepository(RegistryException fault) => fault.Host == host
        && (fault.Fault is RegistryFault.NotFound || fault is { Fault: RegistryFault.Broken, Status: null });
}
