using System.Text;
using Amazon.ECR;
using Amazon.ECR.Model;
using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using Microsoft.Extensions.Logging;
using Tag = CmpPromoter.Oci.Tag;

namespace CmpPromoter.Ecr;

/// <summary>
/// ECR's AWS API for one registry. Names the registry's account in every call, so that it works across accounts.
/// </summary>
internal sealed partial class EcrControlPlane(
    IAmazonECR client, RegistryHost host, string accountId, EcrCaller caller, ILogger<EcrControlPlane> logger)
    : IEcrControlPlane
{
    /// <summary>The API's own limit for imageIds and for layerDigests.</summary>
    public const int MaxBatch = 100;

    public async Task<EcrToken> GetTokenAsync(CancellationToken cancellationToken)
    {
        var request = new GetAuthorizationTokenRequest();
        var response = await CallAsync(request, client.GetAuthorizationTokenAsync, cancellationToken);
        var data = response.AuthorizationData?.FirstOrDefault();
        return data is { AuthorizationToken: { } text, ExpiresAt: { } expiresAt }
            && EcrToken.Decode(text) is { } credential
            ? new EcrToken { Credential = credential, ExpiresAt = new DateTimeOffset(expiresAt.ToUniversalTime()) }
            : throw Protocol(request, "the answer holds no token of the form base64(user:password)");
    }

    public async Task<EcrImages> FindImagesAsync(
        RepositoryName repository, ImmutableArray<ManifestKey> keys, CancellationToken cancellationToken)
    {
        var byKey = new Dictionary<ManifestKey, EcrImage>();
        try
        {
            foreach (var batch in keys.Distinct().Chunk(MaxBatch))
            {
                await FindImagesAsync(repository, batch, byKey, cancellationToken);
            }
        }
        catch (RegistryException missing) when (missing.Code == nameof(RepositoryNotFoundException))
        {
            return new EcrImages { IsRepositoryMissing = true, Images = [.. keys.Select(_ => (EcrImage?)null)] };
        }

        return new EcrImages
        {
            IsRepositoryMissing = false,
            Images = [.. keys.Select(key => byKey.GetValueOrDefault(key))],
        };
    }

    public async Task<ImmutableHashSet<Digest>> FindLayersAsync(
        RepositoryName repository, ImmutableArray<Digest> digests, CancellationToken cancellationToken)
    {
        var present = ImmutableHashSet.CreateBuilder<Digest>();
        try
        {
            foreach (var batch in digests.Distinct().Chunk(MaxBatch))
            {
                var request = new BatchCheckLayerAvailabilityRequest
                {
                    RegistryId = accountId,
                    RepositoryName = repository.ToString(),
                    LayerDigests = [.. batch.Select(digest => digest.ToString())],
                };
                var response = await CallAsync(request, client.BatchCheckLayerAvailabilityAsync, cancellationToken);
                present.UnionWith((response.Layers ?? [])
                    .Where(layer => layer.LayerAvailability == LayerAvailability.AVAILABLE)
                    .Select(layer => ParseDigest(request, layer.LayerDigest)));
            }
        }
        catch (RegistryException missing) when (missing.Code == nameof(RepositoryNotFoundException))
        {
            return [];
        }

        return present.ToImmutable();
    }

    public async Task CreateRepositoryAsync(
        RepositoryName repository, RepositoryCreationOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var request = RepositoryRequests.Create(accountId, repository, options);
            await CallAsync(request, client.CreateRepositoryAsync, cancellationToken);
        }
        catch (RegistryException exists) when (exists.Code == nameof(RepositoryAlreadyExistsException))
        {
            // Whoever made it decides upon its policies.
            return;
        }

        Log.Created(logger, repository, host);
        if (options.LifecyclePolicy is not { } policy)
        {
            return;
        }

        try
        {
            var request = RepositoryRequests.PutLifecyclePolicy(accountId, repository, policy);
            await CallAsync(request, client.PutLifecyclePolicyAsync, cancellationToken);
        }
        catch (RegistryException refusal)
        {
            // The image can go in; a second attempt would find the repository present and never come here.
            Log.NoLifecyclePolicy(logger, repository, host, refusal.Message);
        }
    }

    private async Task FindImagesAsync(
        RepositoryName repository,
        ManifestKey[] keys,
        Dictionary<ManifestKey, EcrImage> found,
        CancellationToken cancellationToken)
    {
        var request = new BatchGetImageRequest
        {
            RegistryId = accountId,
            RepositoryName = repository.ToString(),
            ImageIds = [.. keys.Select(IdentifierOf)],
            AcceptedMediaTypes = [.. MediaType.Accepted.Select(type => type.Value)],
        };
        var response = await CallAsync(request, client.BatchGetImageAsync, cancellationToken);
        foreach (var image in response.Images ?? [])
        {
            var digest = ParseDigest(request, image.ImageId?.ImageDigest);
            var known = new EcrImage
            {
                Digest = digest,
                ManifestBytes = Encoding.UTF8.GetBytes(image.ImageManifest ?? ""),
                MediaType = image.ImageManifestMediaType is { Length: > 0 } type ? MediaType.OfHeader(type) : null,
            };

            // An image asked for by tag answers for its digest too.
            found[ManifestKey.Of(digest)] = known;
            if (image.ImageId?.ImageTag is { } tagText && Tag.TryParse(tagText, out var tag, out _))
            {
                found[ManifestKey.Of(tag)] = known;
            }
        }

        if (response.Failures?.Find(failure => !IsAbsence(failure)) is { } fault)
        {
            throw FailureOf(request, fault);
        }
    }

    private Task<TResponse> CallAsync<TRequest, TResponse>(
        TRequest request, Func<TRequest, CancellationToken, Task<TResponse>> call, CancellationToken cancellationToken)
        where TRequest : AmazonECRRequest =>
        caller.CallAsync(request, Asked(request), call, cancellationToken);

    private static ImageIdentifier IdentifierOf(ManifestKey key) =>
        new() { ImageDigest = key.Digest?.ToString(), ImageTag = key.Tag?.ToString() };

    /// <summary>An archived image is absent: it cannot be pulled, and pushing it again is what restores it.</summary>
    private static bool IsAbsence(ImageFailure failure) =>
        failure.FailureCode == ImageFailureCode.ImageNotFound
        || failure.FailureCode == ImageFailureCode.ImageInaccessible;

    private RegistryException FailureOf(BatchGetImageRequest request, ImageFailure failure)
    {
        var code = SafeText.OneLine(failure.FailureCode?.Value ?? "", 64);
        var reason = SafeText.OneLine(failure.FailureReason ?? "");
        var image = failure.ImageId is { ImageTag: { } tag }
            ? $"{request.RepositoryName}:{tag}"
            : $"{request.RepositoryName}@{failure.ImageId?.ImageDigest}";
        var fault = code switch
        {
            "UpstreamAccessDenied" => RegistryFault.Forbidden,
            "UpstreamTooManyRequests" => RegistryFault.Throttled,
            "UpstreamUnavailable" => RegistryFault.Unavailable,
            _ => RegistryFault.Refused,
        };
        return new RegistryException(fault, host, $"{Asked(request)}: {SafeText.OneLine(image)}: {code}: {reason}")
        {
            Code = code,
            Detail = reason,
        };
    }

    private Digest ParseDigest(AmazonECRRequest request, string? text) =>
        Digest.TryParse(text, out var digest, out var reason) ? digest : throw Protocol(request, reason);

    private RegistryException Protocol(AmazonECRRequest request, string what) =>
        new(RegistryFault.Protocol, host, $"{Asked(request)}: {what}");

    private string Asked(AmazonECRRequest request) => EcrQuestion.Of(client, host, request);

    private static partial class Log
    {
        [LoggerMessage(301, LogLevel.Information, "Created repository {Repository} in {Registry}")]
        public static partial void Created(ILogger logger, RepositoryName repository, RegistryHost registry);

        [LoggerMessage(302, LogLevel.Warning,
            "Created repository {Repository} in {Registry} without its lifecycle policy: {Reason}. Add it by hand")]
        public static partial void NoLifecyclePolicy(
            ILogger logger, RepositoryName repository, RegistryHost registry, string reason);
    }
}
