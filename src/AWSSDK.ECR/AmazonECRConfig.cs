using Amazon.ECR.Endpoints;
using Amazon.ECR.Internal;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Util.Internal;

namespace Amazon.ECR;

/// <summary>
/// Where ECR is and how it is called. AWS_ENDPOINT_URL_ECR is honoured as <see cref="ClientConfig.ServiceURL"/>.
/// </summary>
public class AmazonECRConfig : ClientConfig
{
    private static readonly string UserAgentString = InternalSDKUtils.BuildUserAgentString("ECR", "4.0.0");

    public AmazonECRConfig()
        : base(new StandardDefaults())
    {
        // Also the name by which AWS_ENDPOINT_URL_ECR and a profile's services section find this client.
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "ecr";
        EndpointProvider = new AmazonECREndpointProvider();
    }

    public static new string ServiceId => "ECR";

    public override string RegionEndpointServiceName => "api.ecr";

    public override string ServiceVersion => "2015-09-21";

    public override string UserAgent => UserAgentString;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(ECREndpointParameters.Of(this, parameters.AlternateEndpoint));
}
