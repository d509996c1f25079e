using System.Globalization;
using System.Security;
using System.Text;
using CmpPromoter.LocalEcr.Api;
using CmpPromoter.LocalEcr.Identity;
using CmpPromoter.LocalEcr.Wire;

namespace CmpPromoter.LocalEcr.Sts;

/// <summary>
/// The token service's query API in XML: AssumeRole, AssumeRoleWithWebIdentity and GetCallerIdentity.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html</remarks>
internal sealed class StsHandler(LocalCloud cloud) : IOriginHandler
{
    private const string Namespace = "https://sts.amazonaws.com/doc/2011-06-15/";

    public async Task PrepareAsync(EcrCall call)
    {
        if (!call.Request.HasFormContentType)
        {
            throw EcrErrors.InvalidStsParameter(
                "the request is neither an ECR call (no X-Amz-Target) nor a query of the token service");
        }

        var form = await call.Request.ReadFormAsync(call.Aborted);
        call.Operation = form["Action"].ToString();
        // A web identity is its own proof; everything else is signed.
        if (call.Operation != "AssumeRoleWithWebIdentity")
        {
            SignatureCheck.Identify(cloud, call);
        }
    }

    public async Task HandleAsync(EcrCall call)
    {
        if (call.IsExpired)
        {
            throw EcrErrors.ExpiredCredentials();
        }

        var form = await call.Request.ReadFormAsync(call.Aborted);
        string Field(string name) => form[name].ToString();
        var result = call.Operation switch
        {
            "GetCallerIdentity" => CallerIdentity(call),
            "AssumeRole" or "AssumeRoleWithWebIdentity" => Assume(call, Field),
            _ =>
                throw EcrErrors.InvalidStsParameter(
                    $"Could not find operation {call.Operation} for version 2011-06-15"),
        };
        await WriteAsync(call, 200, $"""
            <{call.Operation}Response xmlns="{Namespace}"><{call.Operation}Result>{result}</{call.Operation}Result><ResponseMetadata><RequestId>{Guid.NewGuid()}</RequestId></ResponseMetadata></{call.Operation}Response>
            """);
    }

    public Task RefuseAsync(EcrCall call, int? status, EcrException error)
    {
        var code = error.ApiCode.EndsWith("DeniedException", StringComparison.Ordinal) ? "AccessDenied" : error.ApiCode;
        return WriteAsync(call, status ?? error.RegistryStatus, $"""
            <ErrorResponse xmlns="{Namespace}"><Error><Type>Sender</Type><Code>{SecurityElement.Escape(code)}</Code><Message>{SecurityElement.Escape(error.Message)}</Message></Error><RequestId>{Guid.NewGuid()}</RequestId></ErrorResponse>
            """);
    }

    private static string CallerIdentity(EcrCall call)
    {
        var principal = call.Principal ?? throw EcrErrors.MissingAuthenticationToken();
        return $"<Arn>{SecurityElement.Escape(principal.Arn)}</Arn><UserId>AIDALOCAL</UserId><Account>{principal.AccountId}</Account>";
    }

    private string Assume(EcrCall call, Func<string, string> field)
    {
        if (call.Operation == "AssumeRoleWithWebIdentity" && field("WebIdentityToken").Length == 0)
        {
            throw EcrErrors.InvalidStsParameter("WebIdentityToken is missing");
        }

        var seconds = int.TryParse(field("DurationSeconds"), CultureInfo.InvariantCulture, out var duration)
            ? duration
            : 3600;
        RequireAllowed(call, field("RoleArn"));
        var externalId = field("ExternalId") is { Length: > 0 } text ? text : null;
        var session = cloud.Identities.Assume(
            call.Principal, field("RoleArn"), field("RoleSessionName"), externalId, TimeSpan.FromSeconds(seconds));
        call.Principal ??= session.Principal;
        return Describe(session);
    }

    /// <summary>
    /// The caller's own policy. It is asked for sts:TagSession too, as if the caller's session had tags that are transitive,
    /// as those of EKS Pod Identity are.
    /// </summary>
    /// <exception cref="EcrException">An action was taken away.</exception>
    private void RequireAllowed(EcrCall call, string roleArn)
    {
        if (call.Principal is not { } caller)
        {
            return;
        }

        foreach (var action in (string[])["sts:AssumeRole", "sts:TagSession"])
        {
            if (cloud.Accounts.Any(account => account.AccountId == caller.AccountId && account.Denials.Cover(caller, action, roleArn)))
            {
                throw EcrErrors.NotAuthorized($"User: {caller.Arn} is not authorized to perform: {action} on resource: {roleArn}");
            }
        }
    }

    private static string Describe(SessionCredentials session) => string.Create(CultureInfo.InvariantCulture, $"""
        <Credentials><AccessKeyId>{session.AccessKeyId}</AccessKeyId><SecretAccessKey>{session.SecretAccessKey}</SecretAccessKey><SessionToken>{session.SessionToken}</SessionToken><Expiration>{session.ExpiresAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}</Expiration></Credentials><AssumedRoleUser><Arn>{SecurityElement.Escape(session.Principal.Arn)}</Arn><AssumedRoleId>AROALOCAL:session</AssumedRoleId></AssumedRoleUser>
        """);

    private static async Task WriteAsync(EcrCall call, int status, string xml)
    {
        call.Response.StatusCode = status;
        call.Response.ContentType = "text/xml";
        await call.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(xml.Trim()), call.Aborted);
    }
}
