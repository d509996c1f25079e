using Amazon.ECR;
using Amazon.ECR.Model;
using Amazon.Runtime;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;

namespace CmpPromoter.Ecr;

/// <summary>How a message names a call: the operation and where it goes.</summary>
internal static class EcrQuestion
{
    /// <summary><c>BatchGetImage https://api.ecr.eu-central-1.amazonaws.com</c>.</summary>
    public static string Of(IAmazonECR client, RegistryHost host, AmazonECRRequest request)
    {
        var operation = request.GetType().Name[..^"Request".Length];
        try
        {
            var endpoint = new Uri(client.DetermineServiceOperationEndpoint(request).URL);
            return $"{operation} {SafeText.Of(endpoint).TrimEnd('/')}";
        }
        catch (AmazonClientException)
        {
            // A region without such an endpoint: that is the very failure being described.
            return $"{operation} for {host}";
        }
    }
}
