using CmpPromoter.Oci;

namespace CmpPromoter.Configuration;

/// <summary>What the host name of an Amazon ECR private registry says: account, region, and which kind of endpoint.</summary>
internal sealed record EcrHostName
{
    /// <summary>12 digits.</summary>
    public required string AccountId { get; init; }

    /// <summary>Such as <c>eu-central-1</c>.</summary>
    public required string Region { get; init; }

    public required bool IsFips { get; init; }

    public required bool IsDualStack { get; init; }

    /// <returns><c>null</c> when the host is not an ECR private registry's.</returns>
    public static EcrHostName? Find(RegistryHost host)
    {
        _ = host;
        return null;
    }
}
