using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace Amazon.ECR.Internal;

/// <summary>Where ECR's API is, by AWS's endpoint rules.</summary>
/// <remarks>https://docs.aws.amazon.com/general/latest/gr/ecr.html</remarks>
internal sealed class AmazonECREndpointProvider : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var isFips = Equals(parameters["UseFIPS"], true);
        var isDualStack = Equals(parameters["UseDualStack"], true);
        if (parameters["Endpoint"] is string { Length: > 0 } given)
        {
            return isFips || isDualStack
                ? throw new AmazonClientException(
                    "Invalid Configuration: FIPS and DualStack are not supported with a custom endpoint")
                : new Endpoint(given);
        }

        return parameters["Region"] is string { Length: > 0 } region
            ? new Endpoint("https://" + HostOf(region, Fn.Partition(region), isFips, isDualStack))
            : throw new AmazonClientException("Invalid Configuration: Missing Region");
    }

    private static string HostOf(string region, Partition partition, bool isFips, bool isDualStack)
    {
        if ((isFips && !partition.supportsFIPS) || (isDualStack && !partition.supportsDualStack))
        {
            throw new AmazonClientException(
                $"partition {partition.name} of region {region} does not support "
                + (isFips && isDualStack ? "one or both of FIPS and DualStack" : isFips ? "FIPS" : "DualStack"));
        }

        var service = isFips ? "ecr-fips" : "ecr";
        return isDualStack
            ? $"{service}.{region}.{partition.dualStackDnsSuffix}"
            : $"api.{service}.{region}.{partition.dnsSuffix}";
    }
}
