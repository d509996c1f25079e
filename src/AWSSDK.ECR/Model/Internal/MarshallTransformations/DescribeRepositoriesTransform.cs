using System.Text.Json;

namespace Amazon.ECR.Model.Internal.MarshallTransformations;

/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeRepositories.html</remarks>
internal sealed class DescribeRepositoriesTransform()
    : Transform<DescribeRepositoriesRequest, DescribeRepositoriesResponse>("DescribeRepositories")
{
    public static readonly DescribeRepositoriesTransform Instance = new();

    protected override void Write(Utf8JsonWriter body, DescribeRepositoriesRequest request)
    {
        body.WriteField("registryId", request.RegistryId);
        body.WriteField("repositoryNames", request.RepositoryNames);
        body.WriteField("nextToken", request.NextToken);
        body.WriteField("maxResults", request.MaxResults);
    }

    protected override DescribeRepositoriesResponse Read(JsonElement body) => new()
    {
        Repositories = body.List("repositories", RepositoryTransform.Read),
        NextToken = body.Text("nextToken"),
    };
}
