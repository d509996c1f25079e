using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>The repository that was made.</summary>
public class CreateRepositoryResponse : AmazonWebServiceResponse
{
    public Repository Repository { get; set; }
}
