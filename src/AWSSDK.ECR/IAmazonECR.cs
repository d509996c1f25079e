using Amazon.ECR.Model;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;

namespace Amazon.ECR;

/// <summary>The operations of Amazon Elastic Container Registry that this repository calls.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Operations.html</remarks>
public interface IAmazonECR : IAmazonService, IDisposable
{
    Task<BatchCheckLayerAvailabilityResponse> BatchCheckLayerAvailabilityAsync(
        BatchCheckLayerAvailabilityRequest request, CancellationToken cancellationToken = default);

    Task<BatchGetImageResponse> BatchGetImageAsync(
        BatchGetImageRequest request, CancellationToken cancellationToken = default);

    Task<CompleteLayerUploadResponse> CompleteLayerUploadAsync(
        CompleteLayerUploadRequest request, CancellationToken cancellationToken = default);

    Task<CreateRepositoryResponse> CreateRepositoryAsync(
        CreateRepositoryRequest request, CancellationToken cancellationToken = default);

    Task<DescribeImagesResponse> DescribeImagesAsync(
        DescribeImagesRequest request, CancellationToken cancellationToken = default);

    Task<DescribeRepositoriesResponse> DescribeRepositoriesAsync(
        DescribeRepositoriesRequest request, CancellationToken cancellationToken = default);

    Task<GetAuthorizationTokenResponse> GetAuthorizationTokenAsync(
        GetAuthorizationTokenRequest request, CancellationToken cancellationToken = default);

    Task<GetDownloadUrlForLayerResponse> GetDownloadUrlForLayerAsync(
        GetDownloadUrlForLayerRequest request, CancellationToken cancellationToken = default);

    Task<InitiateLayerUploadResponse> InitiateLayerUploadAsync(
        InitiateLayerUploadRequest request, CancellationToken cancellationToken = default);

    Task<PutImageResponse> PutImageAsync(
        PutImageRequest request, CancellationToken cancellationToken = default);

    Task<PutLifecyclePolicyResponse> PutLifecyclePolicyAsync(
        PutLifecyclePolicyRequest request, CancellationToken cancellationToken = default);

    Task<UploadLayerPartResponse> UploadLayerPartAsync(
        UploadLayerPartRequest request, CancellationToken cancellationToken = default);

    /// <summary>Where <paramref name="request"/> would go.</summary>
    Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request);

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonECRConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(
        AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonECRClient(awsCredentials, (AmazonECRConfig)clientConfig);
}
