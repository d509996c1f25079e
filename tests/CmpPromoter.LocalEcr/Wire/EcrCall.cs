using CmpPromoter.LocalEcr.Api;
using CmpPromoter.LocalEcr.Identity;
using CmpPromoter.LocalEcr.Log;
using Microsoft.AspNetCore.Http;

namespace CmpPromoter.LocalEcr.Wire;

/// <summary>One request under way and what has been made out of it so far.</summary>
internal sealed class EcrCall(HttpContext http, AccessOrigin origin)
{
    public HttpContext Http => http;

    public HttpRequest Request => http.Request;

    public HttpResponse Response => http.Response;

    public CancellationToken Aborted => http.RequestAborted;

    public AccessOrigin Origin => origin;

    public string AccountId { get; set; } = "";

    public string Region { get; set; } = LocalEcrOptions.DefaultRegion;

    public string Operation { get; set; } = "Unknown";

    public string? Repository { get; set; }

    public string? Reference { get; set; }

    /// <summary>The JSON of an API call; absent elsewhere.</summary>
    public ApiArguments? Arguments { get; set; }

    public Principal? Principal { get; set; }

    /// <summary>The connection is to be reset without an answer, once the request has its log entry.</summary>
    public bool IsHungUp { get; set; }

    /// <summary>The request has its log entry.</summary>
    public bool IsRecorded { get; set; }

    /// <summary>A fault has said that whatever the caller shows is expired.</summary>
    public bool IsExpired { get; set; }

    /// <summary>A fault has said that the upload session is gone.</summary>
    public bool IsSessionLost { get; set; }
}
