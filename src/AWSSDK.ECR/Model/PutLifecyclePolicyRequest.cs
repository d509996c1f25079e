namespace Amazon.ECR.Model;

/// <summary>Gives a repository its lifecycle policy.</summary>
public class PutLifecyclePolicyRequest : AmazonECRRequest
{
    public string LifecyclePolicyText { get; set; }

    /// <summary>The account; absent: the caller's.</summary>
    public string RegistryId { get; set; }

    public string RepositoryName { get; set; }
}
