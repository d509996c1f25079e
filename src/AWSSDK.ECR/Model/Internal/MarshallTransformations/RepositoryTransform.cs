using System.Text.Json;

namespace Amazon.ECR.Model.Internal.MarshallTransformations;

/// <summary>A repository in a response.</summary>
internal static class RepositoryTransform
{
    public static Repository Read(JsonElement repository) => new()
    {
        CreatedAt = repository.Time("createdAt"),
        EncryptionConfiguration = repository.Object("encryptionConfiguration", static encryption =>
            new EncryptionConfiguration
            {
                EncryptionType = encryption.Text("encryptionType"),
                KmsKey = encryption.Text("kmsKey"),
            }),
        ImageScanningConfiguration = repository.Object("imageScanningConfiguration", static scanning =>
            new ImageScanningConfiguration { ScanOnPush = scanning.Flag("scanOnPush") }),
        ImageTagMutability = repository.Text("imageTagMutability"),
        RegistryId = repository.Text("registryId"),
        RepositoryArn = repository.Text("repositoryArn"),
        RepositoryName = repository.Text("repositoryName"),
        RepositoryUri = repository.Text("repositoryUri"),
    };
}
