using System.Globalization;

namespace CmpPromoter.LocalEcr;

/// <summary>
/// ECR's sentences. Each names where it was seen; where nothing is known the wording follows the API reference.
/// </summary>
internal static class EcrErrors
{
    // The sentence is one in the API and in docker pull; a push is hung up on instead, see MissingRepositoryHangsUp.
    public static EcrException RepositoryNotFound(string name, string registryId) =>
        new("RepositoryNotFoundException", 404, "NAME_UNKNOWN",
            $"The repository with name '{name}' does not exist in the registry with id '{registryId}'");

    public static EcrException RepositoryExists(string name, string registryId) =>
        new("RepositoryAlreadyExistsException", 400, "DENIED",
            $"The repository with name '{name}' already exists in the registry with id '{registryId}'");

    public static EcrException RepositoryNotEmpty(string name, string registryId) =>
        new("RepositoryNotEmptyException", 400, "DENIED",
            $"The repository with name '{name}' in registry with id '{registryId}' cannot be deleted because it still contains images");

    // docker pull of an unknown tag: "manifest unknown: Requested image not found".
    public static EcrException ManifestUnknown() =>
        new("ImageNotFoundException", 404, "MANIFEST_UNKNOWN", "Requested image not found");

    public static EcrException ImageNotFound(string imageId, string name, string registryId) =>
        new("ImageNotFoundException", 404, "MANIFEST_UNKNOWN",
            $"The image with imageId {imageId} does not exist within the repository with name '{name}' in the registry with id '{registryId}'");

    // https://github.com/google/go-containerregistry/issues/1568
    public static EcrException DigestDoesNotMatch(string digest, string name, string registryId) =>
        new("ImageDigestDoesNotMatchException", 400, "MANIFEST_INVALID",
            $"The image with digest '{digest}' in repository '{name}' and registry ID '{registryId}' does not match the image digest that Amazon ECR has calculated.");

    // https://github.com/chainguard-dev/apko/issues/450 and, for the status, https://github.com/opcr-io/policy/issues/149
    public static EcrException InvalidManifest() =>
        new("InvalidParameterException", 405, "UNSUPPORTED",
            "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'");

    // https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html: 4 MiB.
    public static EcrException ManifestTooLarge() =>
        new("InvalidParameterException", 413, "SIZE_INVALID",
            "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Member must have length less than or equal to 4194304'");

    // https://github.com/moby/buildkit/issues/3776
    public static EcrException TagIsImmutable(string tag, string name) =>
        new("ImageTagAlreadyExistsException", 400, "TAG_INVALID",
            $"The image tag '{tag}' already exists in the '{name}' repository and cannot be overwritten because the repository is immutable.");

    public static EcrException ImageAlreadyExists(string digest, string tag, string name, string registryId) =>
        new("ImageAlreadyExistsException", 400, "TAG_INVALID",
            $"Image with digest '{digest}' and tag '{tag}' already exists in the repository with name '{name}' in registry with id '{registryId}'");

    public static EcrException LayersNotFound(IEnumerable<string> digests, string name, string registryId) =>
        new("LayersNotFoundException", 400, "BLOB_UNKNOWN",
            $"Layers with digests '[{string.Join(", ", digests)}]' required for pushing image into repository with name '{name}' in the registry with id '{registryId}' do not exist");

    public static EcrException ReferencedImagesNotFound(IEnumerable<string> digests, string name, string registryId) =>
        new("ReferencedImagesNotFoundException", 404, "MANIFEST_UNKNOWN",
            $"Images with digests '[{string.Join(", ", digests)}]' required for pushing image into repository with name '{name}' in the registry with id '{registryId}' do not exist");

    public static EcrException BlobUnknown(string digest, string name) =>
        new("LayersNotFoundException", 404, "BLOB_UNKNOWN",
            $"The layer with digest '{digest}' does not exist in the repository with name '{name}'");

    // GetDownloadUrlForLayer serves layers that an image refers to only (API reference).
    public static EcrException LayerInaccessible(string digest) =>
        new("LayerInaccessibleException", 400, "BLOB_UNKNOWN",
            $"The layer with digest '{digest}' is not associated with any image");

    public static EcrException UploadUnknown(string uploadId) =>
        new("UploadNotFoundException", 404, "BLOB_UPLOAD_UNKNOWN",
            $"The upload with id '{uploadId}' was not found");

    // https://github.com/apple/containerization/issues/790
    public static EcrException PartNotConsecutive(long firstByte, long expected) =>
        new("InvalidLayerPartException", 416, "BLOB_UPLOAD_INVALID",
            string.Create(
                CultureInfo.InvariantCulture, $"First byte of the layer part is {firstByte} instead of {expected}"))
        {
            LastValidByteReceived = expected - 1,
        };

    // InvalidLayerPartException (API reference): "The layer part size is not valid".
    public static EcrException PartSizeInvalid() =>
        new("InvalidLayerPartException", 400, "BLOB_UPLOAD_INVALID", "The layer part size is not valid");

    // https://github.com/dotnet/sdk-container-builds/issues/424
    public static EcrException LayerDigestMismatch() =>
        new("InvalidLayerException", 400, "BLOB_UPLOAD_INVALID",
            "None of the provided layer digests match the calculated layer digest");

    // LayerPartTooSmallException belongs to CompleteLayerUpload (API reference).
    public static EcrException PartTooSmall() =>
        new("LayerPartTooSmallException", 400, "BLOB_UPLOAD_INVALID",
            "Layer parts must be at least 5 MiB in size");

    // CompleteLayerUpload alone says so (API reference); the registry protocol answers 201.
    public static EcrException LayerAlreadyExists(string digest, string name, string registryId) =>
        new("LayerAlreadyExistsException", 400, "DENIED",
            $"The layer with digest '{digest}' already exists in the repository with name '{name}' in registry with id '{registryId}'");

    // EmptyUploadException (API reference).
    public static EcrException EmptyPart() =>
        new("EmptyUploadException", 400, "BLOB_UPLOAD_INVALID",
            "The specified layer upload does not contain any layer parts");

    public static EcrException LimitExceeded(string sentence) =>
        new("LimitExceededException", 403, "DENIED", sentence);

    public static EcrException Kms() =>
        new("KmsException", 400, "DENIED",
            "The operation failed due to a KMS exception: the key is disabled");

    // https://github.com/bottlerocket-os/bottlerocket-update-operator/issues/157
    public static EcrException NotAuthorized(string sentence) =>
        new("AccessDeniedException", 403, "DENIED", sentence);

    public static EcrException ExpiredToken(int status) =>
        new("ExpiredTokenException", status, "DENIED",
            "Your authorization token has expired. Reauthenticate and try again.");

    public static EcrException ExpiredCredentials() =>
        new("ExpiredTokenException", 403, "DENIED",
            "The security token included in the request is expired");

    public static EcrException UnrecognizedClient() =>
        new("UnrecognizedClientException", 403, "DENIED",
            "The security token included in the request is invalid.");

    public static EcrException MissingAuthenticationToken() =>
        new("MissingAuthenticationTokenException", 403, "DENIED",
            "Missing Authentication Token");

    public static EcrException IncompleteSignature(string why) =>
        new("IncompleteSignatureException", 403, "DENIED", why);

    // The words of every AWS service; clients set their clock by the Date header that comes with them.
    public static EcrException SignatureTooOld(string signed, string limit, string now) =>
        new("InvalidSignatureException", 403, "DENIED",
            $"Signature expired: {signed} is now earlier than {limit} ({now} - 5 min.)");

    public static EcrException SignatureTooNew(string signed, string limit, string now) =>
        new("InvalidSignatureException", 403, "DENIED",
            $"Signature not yet current: {signed} is still later than {limit} ({now} + 5 min.)");

    // Seen in pushes of many images at once; no Retry-After in any trace.
    public static EcrException Throttled() =>
        new("ThrottlingException", 429, "TOOMANYREQUESTS", "Rate exceeded");

    public static EcrException InvalidParameter(string parameter, string constraint) =>
        new("InvalidParameterException", 400, "UNSUPPORTED",
            $"Invalid parameter at '{parameter}' failed to satisfy constraint: '{constraint}'");

    public static EcrException InvalidStsParameter(string sentence) =>
        new("ValidationError", 400, "UNSUPPORTED", sentence);

    // Create-, Update- and DeleteRepositoryCreationTemplate (API reference).
    public static EcrException TemplateNotFound(string prefix, string registryId) =>
        new("TemplateNotFoundException", 404, "UNSUPPORTED",
            $"The repository creation template with prefix '{prefix}' does not exist in the registry with id '{registryId}'");

    public static EcrException TemplateExists(string prefix, string registryId) =>
        new("TemplateAlreadyExistsException", 400, "UNSUPPORTED",
            $"The repository creation template with prefix '{prefix}' already exists in the registry with id '{registryId}'");

    // UpdateImageStorageClass (API reference).
    public static EcrException StorageClassUpdate(string status) =>
        new("ImageStorageClassUpdateNotSupportedException", 400, "UNSUPPORTED",
            $"The requested image storage class update is not supported: the image is {status}");

    public static EcrException PolicyNotFound(string kind, string name, string registryId) =>
        new($"{kind}NotFoundException", 404, "UNSUPPORTED",
            $"{kind} does not exist for the repository with name '{name}' in the registry with id '{registryId}'");
}
