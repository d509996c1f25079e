using System.Text.RegularExpressions;

namespace CmpPromoter.Configuration;

/// <summary>Knows the names of ECR's interface VPC endpoints: one kind is the registry's, the other the API's.</summary>
/// <remarks>
/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html. ECR reads the account from the name that it is
/// asked by, and refuses the registry's endpoint under the endpoint's own name (aws/aws-cli#5212).
/// </remarks>
internal static partial class VpcEndpoint
{
    /// <summary>It leads to the registry, which still must be asked by its own name.</summary>
    public static bool IsOfRegistry(Uri endpoint) => Service(endpoint) == "dkr";

    /// <summary>It leads to the ECR API, by whichever name.</summary>
    public static bool IsOfApi(Uri endpoint) => Service(endpoint) == "api";

    private static string Service(Uri endpoint) => Name().Match(endpoint.IdnHost).Groups["service"].Value;

    [GeneratedRegex(
        @"\Avpce-[a-z0-9-]+\.(?<service>dkr|api)\.ecr(-fips)?\.[a-z0-9-]+\.vpce\.amazonaws\.(com|com\.cn|eu)\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
