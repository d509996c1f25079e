using System.Globalization;
using System.Text.RegularExpressions;
using CmpPromoter.LocalEcr.Wire;

namespace CmpPromoter.LocalEcr.Api;

/// <summary>
/// Checks the form of a version 4 signature and says who signed; the signature itself is taken on trust, as there is no
/// secret.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html</remarks>
internal static partial class SignatureCheck
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Sets the call's principal and region, and for the API its account.</summary>
    /// <exception cref="EcrException">Nobody signed, not in this form, or nobody known.</exception>
    public static void Identify(LocalCloud cloud, EcrCall call)
    {
        var authorization = call.Request.Headers.Authorization.ToString();
        if (authorization.Length == 0)
        {
            throw EcrErrors.MissingAuthenticationToken();
        }

        var date = call.Request.Headers["X-Amz-Date"].ToString();
        if (Form().Match(authorization) is not { Success: true } form)
        {
            throw EcrErrors.IncompleteSignature(
                "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' parameters.");
        }

        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTime.TryParseExact(date, TimeFormat, CultureInfo.InvariantCulture, utc, out var signedAt))
        {
            throw EcrErrors.IncompleteSignature(
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
        }

        if (cloud.Options.CheckSignatureTime)
        {
            CheckTime(date, signedAt, cloud.Time.GetUtcNow().UtcDateTime);
        }

        var token = call.Request.Headers["X-Amz-Security-Token"].ToString();
        call.Principal = cloud.Identities.Resolve(form.Groups["key"].Value, token.Length == 0 ? null : token);
        call.AccountId = call.Principal.AccountId;
        call.Region = form.Groups["region"].Value;
    }

    private static void CheckTime(string date, DateTime signedAt, DateTime now)
    {
        static string Text(DateTime time) => time.ToString(TimeFormat, CultureInfo.InvariantCulture);
        if (signedAt < now - Tolerance)
        {
            throw EcrErrors.SignatureTooOld(date, Text(now - Tolerance), Text(now));
        }

        if (signedAt > now + Tolerance)
        {
            throw EcrErrors.SignatureTooNew(date, Text(now + Tolerance), Text(now));
        }
    }

    [GeneratedRegex(
        @"\AAWS4-HMAC-SHA256 Credential=(?<key>[A-Z0-9]+)/[0-9]{8}/(?<region>[a-z0-9-]+)/(?:ecr|sts)/aws4_request, ?SignedHeaders=[a-z0-9;-]+, ?Signature=[0-9a-f]{64}\z")]
    private static partial Regex Form();
}
