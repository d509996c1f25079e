namespace CmpPromoter.Registry;

/// <summary>What a request is, to a registry that counts each kind apart; the ECR API that it counts as.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html</remarks>
internal enum RequestKind
{
    /// <summary>GetAuthorizationToken.</summary>
    Token,

    /// <summary>GET and HEAD of a manifest: BatchGetImage.</summary>
    ManifestRead,

    /// <summary>PUT of a manifest: PutImage.</summary>
    ManifestPush,

    /// <summary>HEAD of a blob: BatchCheckLayerAvailability.</summary>
    BlobCheck,

    /// <summary>GET of a blob: GetDownloadUrlForLayer.</summary>
    BlobRead,

    /// <summary>POST of an upload, or of a mount: InitiateLayerUpload.</summary>
    UploadStart,

    /// <summary>PATCH of an upload: UploadLayerPart.</summary>
    UploadPart,

    /// <summary>PUT of an upload: CompleteLayerUpload.</summary>
    UploadEnd,
}
