namespace CmpPromoter.LocalEcr.Log;

/// <summary>One request that was served, without any of its secrets.</summary>
public sealed record AccessEntry
{
    public required AccessOrigin Origin { get; init; }

    /// <summary>
    /// Whose registry was asked, by endpoint or registryId; else the caller's account, empty when unknown.
    /// </summary>
    public required string AccountId { get; init; }

    /// <summary>
    /// The API's operation, or one of the registry's: Ping, HeadManifest, GetManifest, PutManifest, DeleteManifest,
    /// HeadBlob, GetBlob, StartUpload, MountBlob, PatchUpload, PutUpload, GetUpload, DeleteUpload, ListTags, Referrers;
    /// or LayerDownload. Unknown when the request could not be understood.
    /// </summary>
    public required string Operation { get; init; }

    public required string Method { get; init; }

    /// <summary>Without the query, which may hold a signature.</summary>
    public required string Path { get; init; }

    /// <summary>Absent when the request is about none.</summary>
    public required string? Repository { get; init; }

    /// <summary>The tag or digest the request is about; absent when it is about none or many.</summary>
    public required string? Reference { get; init; }

    /// <summary>0 when the connection was cut before an answer.</summary>
    public required int Status { get; init; }

    public required long RequestBytes { get; init; }

    public required long ResponseBytes { get; init; }

    public required bool HasAuthorization { get; init; }

    /// <summary>The principal's ARN; absent when nobody was recognised.</summary>
    public required string? Principal { get; init; }
}
