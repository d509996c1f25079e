using Amazon.ECR.Endpoints;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Amazon.ECR.Internal;

/// <summary>Gives the pipeline's endpoint step what the place of ECR depends on.</summary>
internal sealed class AmazonECREndpointResolver : BaseEndpointResolver
{
    protected override void ServiceSpecificHandler(IExecutionContext executionContext, EndpointParameters parameters) =>
        InjectHostPrefix(executionContext.RequestContext);

    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) =>
        ECREndpointParameters.Of(requestContext.ClientConfig, requestContext.Request.AlternateEndpoint);
}
