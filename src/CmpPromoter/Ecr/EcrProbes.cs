using Amazon.ECR;
using Amazon.ECR.Model;
using CmpPromoter.Configuration;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Ecr;

/// <summary>
/// Asks ECR whether an action is allowed, by a call that cannot succeed and therefore changes no image and no setting: its
/// layer, its upload, its policy is none. A refusal for lack of permission is a <see cref="RegistryException"/>; any other
/// refusal was made by someone who had looked at the permission before. Safe for concurrent use.
/// </summary>
/// <remarks>
/// InitiateLayerUpload is the one call that succeeds: what it opens is filled by nobody, holds nothing, and ends by itself.
/// </remarks>
internal sealed class EcrProbes(IAmazonECR client, RegistryHost host, string accountId, EcrCaller caller)
{
    private const string ProbeTag = "cmp-promoter-doctor";

    /// <summary>Of no content: finding one that has it would break SHA-256.</summary>
    private const string NoDigest = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    private const string NoUpload = "00000000-0000-0000-0000-000000000000";

    private const string ManifestOfNothing = $$"""
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{NoDigest}}","size":2},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{{NoDigest}}","size":2}]}
        """;

    /// <summary>No JSON; as long as the API wants one to be, so that it comes as far as the permission.</summary>
    private static readonly string NoPolicy = new('x', 100);

    /// <summary>Whether the repository exists, which needs <c>ecr:BatchGetImage</c>.</summary>
    public async Task<bool> ExistsAsync(RepositoryName repository, CancellationToken cancellationToken)
    {
        var request = new BatchGetImageRequest
        {
            RegistryId = accountId,
            RepositoryName = repository.ToString(),
            ImageIds = [new ImageIdentifier { ImageTag = ProbeTag }],
        };
        try
        {
            await CallAsync(request, client.BatchGetImageAsync, cancellationToken);
            return true;
        }
        catch (RegistryException missing) when (missing.Code == nameof(RepositoryNotFoundException))
        {
            return false;
        }
    }

    /// <summary>The repository's mutability of tags, which needs <c>ecr:DescribeRepositories</c>.</summary>
    public async Task<string> MutabilityAsync(RepositoryName repository, CancellationToken cancellationToken)
    {
        var request = new DescribeRepositoriesRequest { RegistryId = accountId, RepositoryNames = [repository.ToString()] };
        var response = await CallAsync(request, client.DescribeRepositoriesAsync, cancellationToken);
        return response.Repositories?.FirstOrDefault()?.ImageTagMutability?.Value ?? "";
    }

    /// <param name="action">Such as <c>ecr:PutImage</c>.</param>
    /// <param name="repository">One that exists: otherwise one would be made.</param>
    /// <param name="creation">With the tags of new repositories.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False for an action that no question is known for.</returns>
    /// <exception cref="RegistryException">The action is not allowed, or nobody answered.</exception>
    public async Task<bool> AskAsync(
        string action, RepositoryName repository, RepositoryCreationOptions? creation, CancellationToken cancellationToken)
    {
        if (Question(action, repository.ToString(), creation, cancellationToken) is not { } question)
        {
            return false;
        }

        try
        {
            await question;
        }
        catch (RegistryException refusal) when (refusal.Fault is RegistryFault.Refused or RegistryFault.NotFound
            && refusal.Code != nameof(RepositoryNotFoundException))
        {
            // Refused for what it asked, not for who asked.
        }

        return true;
    }

    private Task? Question(string action, string repository, RepositoryCreationOptions? creation, CancellationToken cancellationToken) =>
        action switch
        {
            "ecr:BatchCheckLayerAvailability" => CallAsync(
                new BatchCheckLayerAvailabilityRequest { RegistryId = accountId, RepositoryName = repository, LayerDigests = [NoDigest] },
                client.BatchCheckLayerAvailabilityAsync,
                cancellationToken),
            "ecr:GetDownloadUrlForLayer" => CallAsync(
                new GetDownloadUrlForLayerRequest { RegistryId = accountId, RepositoryName = repository, LayerDigest = NoDigest },
                client.GetDownloadUrlForLayerAsync,
                cancellationToken),
            "ecr:InitiateLayerUpload" => CallAsync(
                new InitiateLayerUploadRequest { RegistryId = accountId, RepositoryName = repository },
                client.InitiateLayerUploadAsync,
                cancellationToken),
            "ecr:UploadLayerPart" => SendPartAsync(repository, cancellationToken),
            "ecr:CompleteLayerUpload" => CallAsync(
                new CompleteLayerUploadRequest
                {
                    RegistryId = accountId,
                    RepositoryName = repository,
                    UploadId = NoUpload,
                    LayerDigests = [NoDigest],
                },
                client.CompleteLayerUploadAsync,
                cancellationToken),
            "ecr:PutImage" => CallAsync(
                new PutImageRequest
                {
                    RegistryId = accountId,
                    RepositoryName = repository,
                    ImageManifest = ManifestOfNothing,
                    ImageTag = ProbeTag,
                },
                client.PutImageAsync,
                cancellationToken),
            "ecr:CreateRepository" => CreateAsync(repository, [], cancellationToken),
            "ecr:TagResource" => CreateAsync(repository, creation?.Tags.AsEnumerable() ?? [], cancellationToken),
            "ecr:PutLifecyclePolicy" => CallAsync(
                new PutLifecyclePolicyRequest { RegistryId = accountId, RepositoryName = repository, LifecyclePolicyText = NoPolicy },
                client.PutLifecyclePolicyAsync,
                cancellationToken),
            _ => null,
        };

    private async Task SendPartAsync(string repository, CancellationToken cancellationToken)
    {
        using var part = new MemoryStream([0]);
        var request = new UploadLayerPartRequest
        {
            RegistryId = accountId,
            RepositoryName = repository,
            UploadId = NoUpload,
            PartFirstByte = 0,
            PartLastByte = 0,
            LayerPartBlob = part,
        };
        await CallAsync(request, client.UploadLayerPartAsync, cancellationToken);
    }

    /// <summary>Of a repository that exists, which is what the answer says to whoever may create.</summary>
    private Task<CreateRepositoryResponse> CreateAsync(
        string repository, IEnumerable<KeyValuePair<string, string>> tags, CancellationToken cancellationToken) => CallAsync(
        new CreateRepositoryRequest
        {
            RegistryId = accountId,
            RepositoryName = repository,
            Tags = [.. tags.Select(tag => new Amazon.ECR.Model.Tag { Key = tag.Key, Value = tag.Value })],
        },
        client.CreateRepositoryAsync,
        cancellationToken);

    private Task<TResponse> CallAsync<TRequest, TResponse>(
        TRequest request, Func<TRequest, CancellationToken, Task<TResponse>> call, CancellationToken cancellationToken)
        where TRequest : AmazonECRRequest =>
        caller.CallAsync(request, EcrQuestion.Of(client, host, request), call, cancellationToken);
}
