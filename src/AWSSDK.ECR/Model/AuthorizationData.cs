namespace Amazon.ECR.Model;

/// <summary>A token for the registry API.</summary>
public class AuthorizationData
{
    /// <summary>Base64 of <c>AWS:password</c>.</summary>
    public string AuthorizationToken { get; set; }

    /// <summary>UTC.</summary>
    public DateTime? ExpiresAt { get; set; }

    public string ProxyEndpoint { get; set; }
}
