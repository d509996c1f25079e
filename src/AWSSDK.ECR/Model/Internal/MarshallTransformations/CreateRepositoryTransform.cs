using System.Text.Json;

namespace Amazon.ECR.Model.Internal.MarshallTransformations;

/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html</remarks>
internal sealed class CreateRepositoryTransform()
    : Transform<CreateRepositoryRequest, CreateRepositoryResponse>("CreateRepository")
{
    public static readonly CreateRepositoryTransform Instance = new();

    protected override void Write(Utf8JsonWriter body, CreateRepositoryRequest request)
    {
        body.WriteField("registryId", request.RegistryId);
        body.WriteField("repositoryName", request.RepositoryName);
        body.WriteField("imageTagMutability", request.ImageTagMutability?.Value);
        body.WriteField("imageTagMutabilityExclusionFilters", request.ImageTagMutabilityExclusionFilters, WriteFilter);
        if (request.ImageScanningConfiguration?.ScanOnPush is { } scanOnPush)
        {
            body.WriteStartObject("imageScanningConfiguration");
            body.WriteBoolean("scanOnPush", scanOnPush);
            body.WriteEndObject();
        }

        if (request.EncryptionConfiguration is { } encryption)
        {
            body.WriteStartObject("encryptionConfiguration");
            body.WriteField("encryptionType", encryption.EncryptionType?.Value);
            body.WriteField("kmsKey", encryption.KmsKey);
            body.WriteEndObject();
        }

        body.WriteField("tags", request.Tags, WriteTag);
    }

    protected override CreateRepositoryResponse Read(JsonElement body) => new()
    {
        Repository = body.Object("repository", RepositoryTransform.Read),
    };

    private static void WriteFilter(Utf8JsonWriter body, ImageTagMutabilityExclusionFilter filter)
    {
        body.WriteStartObject();
        body.WriteField("filterType", filter.FilterType?.Value);
        body.WriteField("filter", filter.Filter);
        body.WriteEndObject();
    }

    private static void WriteTag(Utf8JsonWriter body, Tag tag)
    {
        // The only fields of this API that begin with a capital.
        body.WriteStartObject();
        body.WriteField("Key", tag.Key);
        body.WriteField("Value", tag.Value);
        body.WriteEndObject();
    }
}
