namespace CmpPromoter.LocalEcr;

/// <summary>
/// An error as ECR answers it: the same fact has one name in the API and another in the registry protocol.
/// </summary>
public sealed class EcrException(
    string apiCode, int registryStatus, string registryCode, string message) : Exception(message)
{
    /// <summary>The <c>__type</c> of the JSON API, such as <c>RepositoryNotFoundException</c>.</summary>
    public string ApiCode { get; } = apiCode;

    /// <summary>
    /// The status of the registry protocol; the JSON API answers 400 to everything but its own faults.
    /// </summary>
    public int RegistryStatus { get; } = registryStatus;

    /// <summary>The code of the registry protocol, such as <c>NAME_UNKNOWN</c>.</summary>
    public string RegistryCode { get; } = registryCode;

    /// <summary>The member of InvalidLayerPartException that says where to go on; absent elsewhere.</summary>
    public long? LastValidByteReceived { get; init; }
}
