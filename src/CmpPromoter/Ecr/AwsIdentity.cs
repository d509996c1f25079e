using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Ecr;

/// <summary>Who this program is to AWS, and where its credentials come from. Never the credentials.</summary>
/// <param name="sts">As the principal that is asked about. Not owned.</param>
/// <param name="host">The registry on whose behalf is asked.</param>
/// <param name="time">The clock by which an answer names a time to come back.</param>
internal sealed class AwsIdentity(IAmazonSecurityTokenService sts, RegistryHost host, TimeProvider time)
{
    /// <summary>The principal's ARN; needs no permission.</summary>
    /// <exception cref="RegistryException">There are no credentials, or they are not taken.</exception>
    public async Task<string> FindArnAsync(CancellationToken cancellationToken)
    {
        try
        {
            var response = await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken);
            return response.Arn ?? "";
        }
        catch (Exception fault) when (EcrFailure.Covers(fault, cancellationToken))
        {
            throw EcrFailure.Of("GetCallerIdentity", host, fault, time.GetUtcNow());
        }
    }

    /// <summary>Which link of the SDK's chain has the ambient credentials, in words; absent where none has.</summary>
    public static string? FindProvider()
    {
        try
        {
            return DefaultAWSCredentialsIdentityResolver.GetCredentials() switch
            {
                AssumeRoleWithWebIdentityCredentials => "IAM role for the service account",
                GenericContainerCredentials => "EKS Pod Identity or a container's role",
                EnvironmentVariablesAWSCredentials => "environment variables",
                InstanceProfileAWSCredentials => "the role of the instance",
                { } other => other.GetType().Name.Contains("InstanceProfile", StringComparison.Ordinal)
                    ? "the role of the instance"
                    : "a profile",
            };
        }
        catch (Exception none) when (none is AmazonClientException or AmazonServiceException)
        {
            return null;
        }
    }
}
