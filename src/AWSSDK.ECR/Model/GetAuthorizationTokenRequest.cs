namespace Amazon.ECR.Model;

/// <summary>Asks for a token for the registry API.</summary>
public class GetAuthorizationTokenRequest : AmazonECRRequest;
