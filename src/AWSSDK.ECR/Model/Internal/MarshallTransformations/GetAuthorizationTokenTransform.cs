using System.Text.Json;

namespace Amazon.ECR.Model.Internal.MarshallTransformations;

/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html</remarks>
internal sealed class GetAuthorizationTokenTransform()
    : Transform<GetAuthorizationTokenRequest, GetAuthorizationTokenResponse>("GetAuthorizationToken")
{
    public static readonly GetAuthorizationTokenTransform Instance = new();

    protected override void Write(Utf8JsonWriter body, GetAuthorizationTokenRequest request)
    {
        // The one field, registryIds, is deprecated and changes nothing.
    }

    protected override GetAuthorizationTokenResponse Read(JsonElement body) => new()
    {
        AuthorizationData = body.List("authorizationData", static data => new AuthorizationData
        {
            AuthorizationToken = data.Text("authorizationToken"),
            ExpiresAt = data.Time("expiresAt"),
            ProxyEndpoint = data.Text("proxyEndpoint"),
        }),
    };
}
