using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>What all ECR requests are.</summary>
public class AmazonECRRequest : AmazonWebServiceRequest;
