using CmpPromoter.Configuration;
using CmpPromoter.Ecr;
using CmpPromoter.Oci;

namespace CmpPromoter.Tests.Ecr;

/// <summary>A control plane of functions; what a test did not give is not expected and throws.</summary>
internal sealed class FakeControlPlane : IEcrControlPlane
{
    public Func<CancellationToken, Task<EcrToken>>? Token { get; init; }

    public Func<RepositoryName, ImmutableArray<ManifestKey>, EcrImages>? Images { get; init; }

    public Func<RepositoryName, ImmutableArray<Digest>, ImmutableHashSet<Digest>>? Layers { get; init; }

    public Action<RepositoryName, RepositoryCreationOptions>? Create { get; init; }

    public Task<EcrToken> GetTokenAsync(CancellationToken cancellationToken) => Expected(Token)(cancellationToken);

    public Task<EcrImages> FindImagesAsync(
        RepositoryName repository, ImmutableArray<ManifestKey> keys, CancellationToken cancellationToken) =>
        Task.FromResult(Expected(Images)(repository, keys));

    public Task<ImmutableHashSet<Digest>> FindLayersAsync(
        RepositoryName repository, ImmutableArray<Digest> digests, CancellationToken cancellationToken) =>
        Task.FromResult(Expected(Layers)(repository, digests));

    public Task CreateRepositoryAsync(
        RepositoryName repository, RepositoryCreationOptions options, CancellationToken cancellationToken)
    {
        Expected(Create)(repository, options);
        return Task.CompletedTask;
    }

    private static T Expected<T>(T? call)
        where T : class => call ?? throw new InvalidOperationException("unexpected call");
}
