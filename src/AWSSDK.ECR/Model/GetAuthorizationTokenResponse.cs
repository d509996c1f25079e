using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>Tokens for the registry API.</summary>
public class GetAuthorizationTokenResponse : AmazonWebServiceResponse
{
    public List<AuthorizationData> AuthorizationData { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
