using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace CmpPromoter.Ecr;

/// <summary>The credentials of an assumed role, renewed before they expire.</summary>
/// <remarks>
/// The SDK's own AssumeRoleAWSCredentials asks STS in the region of the environment, or else in us-east-1; this one
/// asks where its client is. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
/// </remarks>
internal sealed class AssumedRoleCredentials : RefreshingAWSCredentials
{
    private const int MaxSessionNameChars = 64;
    private const string SessionNamePrefix = "cmp-promoter";
    private readonly IAmazonSecurityTokenService sts;
    private readonly AssumeRoleRequest request;

    public AssumedRoleCredentials(
        IAmazonSecurityTokenService sts, string roleArn, string? externalId, string sessionName)
    {
        this.sts = sts;
        request = new AssumeRoleRequest { RoleArn = roleArn, ExternalId = externalId, RoleSessionName = sessionName };

        // Ahead of the end, so that no call is signed by credentials that expire on the way.
        PreemptExpiryTime = TimeSpan.FromMinutes(5);
    }

    /// <summary><c>cmp-promoter-APPLICATION</c> with every character STS refuses replaced by '-', cut to 64.</summary>
    public static string SessionNameOf(string? application)
    {
        var name = string.IsNullOrEmpty(application) ? SessionNamePrefix : $"{SessionNamePrefix}-{application}";
        return string.Concat(name.Take(MaxSessionNameChars).Select(letter => IsAllowed(letter) ? letter : '-'));
    }

    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        var response = await sts.AssumeRoleAsync(request, CancellationToken.None);
        var issued = response.Credentials;
        return new CredentialsRefreshState(
            new ImmutableCredentials(issued.AccessKeyId, issued.SecretAccessKey, issued.SessionToken),
            issued.Expiration ?? throw new AmazonClientException("STS issued credentials without an expiration"));
    }

    private static bool IsAllowed(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '_' or '+' or '=' or ',' or '.' or '@' or '-';

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            sts.Dispose();
        }

        base.Dispose(disposing);
    }
}
