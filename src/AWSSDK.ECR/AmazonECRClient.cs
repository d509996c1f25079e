using Amazon.ECR.Internal;
using Amazon.ECR.Model;
using Amazon.ECR.Model.Internal.MarshallTransformations;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Amazon.ECR;

/// <summary>
/// A client of Amazon ECR on AWSSDK.Core's own pipeline: its credential chain, signer, retries and HTTP.
/// Safe for concurrent use.
/// </summary>
/// <remarks>Stands in for the client of the AWSSDK.ECR package; what it has, it has as the package has it.</remarks>
public class AmazonECRClient : AmazonServiceClient, IAmazonECR
{
    public AmazonECRClient()
        : this(new AmazonECRConfig())
    {
    }

    public AmazonECRClient(RegionEndpoint region)
        : this(new AmazonECRConfig { RegionEndpoint = region })
    {
    }

    public AmazonECRClient(AmazonECRConfig config)
        : base(config)
    {
    }

    public AmazonECRClient(AWSCredentials credentials)
        : this(credentials, new AmazonECRConfig())
    {
    }

    public AmazonECRClient(AWSCredentials credentials, RegionEndpoint region)
        : this(credentials, new AmazonECRConfig { RegionEndpoint = region })
    {
    }

    public AmazonECRClient(AWSCredentials credentials, AmazonECRConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    protected override IServiceMetadata ServiceMetadata { get; } = new AmazonECRMetadata();

    public virtual Task<BatchCheckLayerAvailabilityResponse> BatchCheckLayerAvailabilityAsync(
        BatchCheckLayerAvailabilityRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<BatchCheckLayerAvailabilityResponse>(
            request, BatchCheckLayerAvailabilityTransform.Instance.Options, cancellationToken);

    public virtual Task<BatchGetImageResponse> BatchGetImageAsync(
        BatchGetImageRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<BatchGetImageResponse>(
            request, BatchGetImageTransform.Instance.Options, cancellationToken);

    public virtual Task<CompleteLayerUploadResponse> CompleteLayerUploadAsync(
        CompleteLayerUploadRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<CompleteLayerUploadResponse>(
            request, CompleteLayerUploadTransform.Instance.Options, cancellationToken);

    public virtual Task<CreateRepositoryResponse> CreateRepositoryAsync(
        CreateRepositoryRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<CreateRepositoryResponse>(
            request, CreateRepositoryTransform.Instance.Options, cancellationToken);

    public virtual Task<DescribeImagesResponse> DescribeImagesAsync(
        DescribeImagesRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DescribeImagesResponse>(
            request, DescribeImagesTransform.Instance.Options, cancellationToken);

    public virtual Task<DescribeRepositoriesResponse> DescribeRepositoriesAsync(
        DescribeRepositoriesRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DescribeRepositoriesResponse>(
            request, DescribeRepositoriesTransform.Instance.Options, cancellationToken);

    public virtual Task<GetAuthorizationTokenResponse> GetAuthorizationTokenAsync(
        GetAuthorizationTokenRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GetAuthorizationTokenResponse>(
            request, GetAuthorizationTokenTransform.Instance.Options, cancellationToken);

    public virtual Task<GetDownloadUrlForLayerResponse> GetDownloadUrlForLayerAsync(
        GetDownloadUrlForLayerRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GetDownloadUrlForLayerResponse>(
            request, GetDownloadUrlForLayerTransform.Instance.Options, cancellationToken);

    public virtual Task<InitiateLayerUploadResponse> InitiateLayerUploadAsync(
        InitiateLayerUploadRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<InitiateLayerUploadResponse>(
            request, InitiateLayerUploadTransform.Instance.Options, cancellationToken);

    public virtual Task<PutImageResponse> PutImageAsync(
        PutImageRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<PutImageResponse>(
            request, PutImageTransform.Instance.Options, cancellationToken);

    public virtual Task<PutLifecyclePolicyResponse> PutLifecyclePolicyAsync(
        PutLifecyclePolicyRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<PutLifecyclePolicyResponse>(
            request, PutLifecyclePolicyTransform.Instance.Options, cancellationToken);

    public virtual Task<UploadLayerPartResponse> UploadLayerPartAsync(
        UploadLayerPartRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<UploadLayerPartResponse>(
            request, UploadLayerPartTransform.Instance.Options, cancellationToken);

    public Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request) =>
        Config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(request));

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new AmazonECREndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new AmazonECRAuthSchemeHandler());
    }
}
