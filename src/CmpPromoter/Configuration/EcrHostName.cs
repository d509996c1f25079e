using System.Text.RegularExpressions;
using CmpPromoter.Oci;

namespace CmpPromoter.Configuration;

/// <summary>
/// What the host name of an Amazon ECR private registry says: account, region, and which kind of endpoint.
/// </summary>
/// <remarks>
/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html; dual-stack names:
/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-requests.html. The names end in domains of AWS's own, so
/// a host that matches is AWS's; <c>public.ecr.aws</c> belongs to no account and does not match.
/// </remarks>
internal sealed partial record EcrHostName
{
    /// <summary>12 digits.</summary>
    public required string AccountId { get; init; }

    /// <summary>Such as <c>eu-central-1</c>.</summary>
    public required string Region { get; init; }

    public required bool IsFips { get; init; }

    public required bool IsDualStack { get; init; }

    /// <summary>The partition that the region belongs to, as ARNs begin: <c>aws</c>, <c>aws-cn</c> and so on.</summary>
    /// <remarks>botocore's partitions.json tells it by the region's name, too.</remarks>
    public string Partition => Region.Split('-') switch
    {
        ["cn", ..] => "aws-cn",
        ["us", "gov", ..] => "aws-us-gov",
        ["eusc", ..] => "aws-eusc",
        ["us", "iso", ..] => "aws-iso",
        ["us", "isob", ..] => "aws-iso-b",
        ["eu", "isoe", ..] => "aws-iso-e",
        [_, "isof", ..] => "aws-iso-f",
        _ => "aws",
    };

    /// <returns><c>null</c> when the host is not an ECR private registry's.</returns>
    public static EcrHostName? Find(RegistryHost host)
    {
        var match = Grammar().Match(host.ToString());
        return match.Success
            ? new EcrHostName
            {
                AccountId = match.Groups["account"].Value,
                Region = match.Groups["region"].Value,
                IsFips = match.Groups["fips"].Success,
                IsDualStack = match.Groups["dualstack"].Success,
            }
            : null;
    }

    // Partitions in this order: commercial and GovCloud, China, EU sovereign, then the isolated ones.
    [GeneratedRegex(
        """
        \A(?<account>[0-9]{12})
        (?:
          \.dkr\.ecr(?<fips>-fips)?\.(?<region>[a-z0-9][a-z0-9-]*)\.
          (?:amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu
            |c2s\.ic\.gov|sc2s\.sgov\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)
        |
          \.(?<dualstack>dkr-ecr)(?<fips>-fips)?\.(?<region>[a-z0-9][a-z0-9-]*)\.on\.
          (?:aws|amazonwebservices\.com\.cn|amazonwebservices\.eu
            |aws\.ic\.gov|aws\.scloud|cloud-aws\.adc-e\.uk|aws\.hci\.ic\.gov)
        )\z
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Grammar();
}
