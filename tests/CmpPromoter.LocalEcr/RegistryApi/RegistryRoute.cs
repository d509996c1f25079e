using System.Text.RegularExpressions;
using CmpPromoter.LocalEcr.Wire;

namespace CmpPromoter.LocalEcr.RegistryApi;

/// <summary>What a path of the registry protocol asks for.</summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/main/spec.md#endpoints</remarks>
internal static partial class RegistryRoute
{
    /// <summary>Every operation that a path can ask for.</summary>
    public static readonly ImmutableArray<string> Operations =
    [
        "Ping", "HeadManifest", "GetManifest", "PutManifest", "DeleteManifest", "HeadBlob", "GetBlob", "StartUpload",
        "MountBlob", "PatchUpload", "PutUpload", "GetUpload", "DeleteUpload", "ListTags", "Referrers",
    ];

    /// <summary>
    /// Sets the call's operation, repository and reference; leaves Unknown where the protocol has nothing.
    /// </summary>
    public static void Read(EcrCall call)
    {
        var path = call.Request.Path.Value ?? "";
        var method = call.Request.Method;
        if (path is "/v2/" or "/v2")
        {
            call.Operation = "Ping";
        }
        else if (Manifest().Match(path) is { Success: true } manifest)
        {
            Set(call, manifest, method switch
            {
                "HEAD" => "HeadManifest",
                "GET" => "GetManifest",
                "PUT" => "PutManifest",
                "DELETE" => "DeleteManifest",
                _ => null,
            });
        }
        else if (Upload().Match(path) is { Success: true } upload)
        {
            Set(call, upload, (method, upload.Groups["reference"].Length) switch
            {
                ("POST", 0) => call.Request.Query.ContainsKey("mount") ? "MountBlob" : "StartUpload",
                ("PATCH", > 0) => "PatchUpload",
                ("PUT", > 0) => "PutUpload",
                ("GET", > 0) => "GetUpload",
                ("DELETE", > 0) => "DeleteUpload",
                _ => null,
            });
        }
        else if (Blob().Match(path) is { Success: true } blob)
        {
            Set(call, blob, method switch { "HEAD" => "HeadBlob", "GET" => "GetBlob", _ => null });
        }
        else if (Tags().Match(path) is { Success: true } tags)
        {
            Set(call, tags, method == "GET" ? "ListTags" : null);
        }
        else if (Referrers().Match(path) is { Success: true } referrers)
        {
            Set(call, referrers, method == "GET" ? "Referrers" : null);
        }
    }

    private static void Set(EcrCall call, Match match, string? operation)
    {
        call.Operation = operation ?? "Unknown";
        call.Repository = match.Groups["repository"].Value;
        // An upload is about the digest it ends with, which only its last request names.
        call.Reference = call.Operation switch
        {
            "PutUpload" => call.Request.Query["digest"].ToString(),
            "MountBlob" => call.Request.Query["mount"].ToString(),
            "StartUpload" or "PatchUpload" or "GetUpload" or "DeleteUpload" or "ListTags" => null,
            _ => match.Groups["reference"].Value,
        };
    }

    /// <summary>The session of an upload's path.</summary>
    public static string UploadId(EcrCall call) =>
        Upload().Match(call.Request.Path.Value ?? "").Groups["reference"].Value;

    [GeneratedRegex(@"\A/v2/(?<repository>.+)/manifests/(?<reference>[^/]+)\z")]
    private static partial Regex Manifest();

    [GeneratedRegex(@"\A/v2/(?<repository>.+)/blobs/uploads(?:/(?<reference>[^/]*))?\z")]
    private static partial Regex Upload();

    [GeneratedRegex(@"\A/v2/(?<repository>.+)/blobs/(?<reference>[^/]+)\z")]
    private static partial Regex Blob();

    [GeneratedRegex(@"\A/v2/(?<repository>.+)/tags/list\z")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\A/v2/(?<repository>.+)/referrers/(?<reference>[^/]+)\z")]
    private static partial Regex Referrers();
}
