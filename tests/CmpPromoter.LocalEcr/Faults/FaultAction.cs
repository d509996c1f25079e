namespace CmpPromoter.LocalEcr.Faults;

/// <summary>What goes wrong with one request.</summary>
public abstract record FaultAction
{
    private FaultAction()
    {
    }

    /// <summary>
    /// An error instead of the answer, in the form of the origin that was asked; the request has no effect.
    /// </summary>
    /// <param name="Status">The HTTP status.</param>
    /// <param name="Code">Such as <c>TOOMANYREQUESTS</c> or <c>ThrottlingException</c>.</param>
    /// <param name="Message">The sentence.</param>
    public sealed record Answer(int Status, string Code = "UNKNOWN", string Message = "injected fault") : FaultAction
    {
        /// <summary>The Retry-After header, in seconds or as a date; absent by default.</summary>
        public string? RetryAfter { get; init; }

        /// <summary>Sent as it is instead of the origin's error form, such as a proxy's HTML.</summary>
        public string? Body { get; init; }

        public string ContentType { get; init; } = "text/html";
    }

    /// <summary>ECR's own throttling, in the words and with the status of the origin that was asked.</summary>
    public sealed record Throttle : FaultAction
    {
        /// <summary>As in <see cref="Answer"/>.</summary>
        public string? RetryAfter { get; init; }
    }

    /// <summary>The connection ends after so many bytes of the response body; headers alone when 0.</summary>
    public sealed record CutResponse(long AfterBytes) : FaultAction;

    /// <summary>
    /// The connection is reset after so many bytes of the request body have been read and, in an upload, kept.
    /// </summary>
    public sealed record CutRequest(long AfterBytes) : FaultAction;

    /// <summary>The byte at this offset of the response body arrives inverted.</summary>
    public sealed record FlipByte(long Offset) : FaultAction;

    /// <summary>
    /// Content-Length is changed by so many bytes. A positive change leaves the body short of what was announced; a
    /// negative one announces, and sends, less than the whole.
    /// </summary>
    public sealed record ChangeLength(long DeltaBytes) : FaultAction;

    /// <summary>The caller's registry token, API session or layer address counts as expired.</summary>
    public sealed record Expire : FaultAction;

    /// <summary>The request takes full effect, then the connection is reset without an answer.</summary>
    public sealed record LoseResponse : FaultAction;

    /// <summary>The response body comes in pieces of so many bytes with a pause after each.</summary>
    public sealed record Drip(int Bytes, TimeSpan Pause) : FaultAction;

    /// <summary>
    /// The response body stops after so many bytes until the client gives up; before the headers when absent.
    /// </summary>
    public sealed record Stall(long? AfterBytes = null) : FaultAction;

    /// <summary>The response body goes on for ever, without a length, after what should have been all of it.</summary>
    public sealed record Endless : FaultAction;

    /// <summary>
    /// So many bytes of the request body are taken in and, in an upload, kept; the rest is never read.
    /// </summary>
    public sealed record StallRequest(long AfterBytes = 0) : FaultAction;

    /// <summary>307 to this address.</summary>
    public sealed record Redirect(Uri Location) : FaultAction;

    /// <summary>
    /// The upload session is gone: 404 BLOB_UPLOAD_UNKNOWN, for this request and all later ones of the session.
    /// </summary>
    public sealed record LoseSession : FaultAction;

    /// <summary>The Range header is ignored: 200 with the whole content.</summary>
    public sealed record IgnoreRange : FaultAction;

    /// <summary>The request waits for this task before it is processed; nothing else is wrong with it.</summary>
    public sealed record Hold(Task Until) : FaultAction;
}
