using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>The lifecycle policy the repository has now.</summary>
public class PutLifecyclePolicyResponse : AmazonWebServiceResponse
{
    public string LifecyclePolicyText { get; set; }

    public string RegistryId { get; set; }

    public string RepositoryName { get; set; }
}
