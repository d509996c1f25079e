using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;

namespace CmpPromoter.Registry;

/// <summary>
/// Goes on with an upload whose body broke off: finds out how much of it the registry has, and sends the rest into the
/// same session, in parts that Amazon ECR takes. The registry verifies the whole.
/// </summary>
/// <remarks>
/// Amazon ECR answers 404 to the question that the specification provides for this, and its Range header does not grow
/// (aws/containers-roadmap#2831); the refusal of a part that begins at 0 tells where the session is
/// (apple/containerization#790).
/// </remarks>
/// <param name="connection">To the registry.</param>
/// <param name="requests">Of the blob.</param>
/// <param name="sizeBytes">The blob's size.</param>
/// <param name="tally">What the upload has reported as sent.</param>
internal sealed partial class UploadResumption(
    RegistryConnection connection, UploadRequests requests, long sizeBytes, SentTally tally)
{
    /// <summary>A smaller blob is sent again in the time that it takes to ask.</summary>
    public const long MinBlobBytes = 64L * 1024 * 1024;

    // ECR's least size of a part that is not the last: what the session has becomes one.
    private const long MinKeptBytes = 5L * 1024 * 1024;

    // ECR's quota of the size of a part.
    private const long PartBytes = 10L * 1024 * 1024;

    private const int MaxParts = 4200;

    private Uri? session;
    private bool wasThrottled;

    /// <summary>Where the session was last gone on with; 0 before that.</summary>
    public long Offset { get; private set; }

    private Uri Current => session ?? throw new InvalidOperationException("there is no session to go on with");

    /// <summary>An attempt has ended early; perhaps its session can be gone on with.</summary>
    public void Offer(Uri brokenSession, RegistryException fault)
    {
        var isWorthIt = sizeBytes > MinBlobBytes && fault.IsTransient && tally.Bytes >= MinKeptBytes;
        session = isWorthIt ? brokenSession : null;
        wasThrottled = fault.Fault is RegistryFault.Throttled;
    }

    /// <summary>The same for an attempt to go on.</summary>
    public void Offer(RegistryException fault) => Offer(Current, fault);

    /// <summary>Forgets the session: a new one begins at 0.</summary>
    public void GiveUp()
    {
        session = null;
        Offset = 0;
    }

    /// <returns>Whether there is a session that stands somewhere believable, at <see cref="Offset"/>.</returns>
    public async Task<bool> TryFindOffsetAsync(CancellationToken cancellationToken)
    {
        if (session is null)
        {
            return false;
        }

        var found = await AskAsync(session, cancellationToken) ?? await ProbeAsync(session, cancellationToken);
        var isFarther = found > Offset || (found == Offset && wasThrottled);
        if (found is not { } offset || !isFarther || offset < MinKeptBytes || offset > tally.Bytes
            || sizeBytes - offset > MaxParts * PartBytes)
        {
            return false;
        }

        Offset = offset;
        return true;
    }

    /// <summary>Sends what is behind <see cref="Offset"/>.</summary>
    /// <returns>The source's fault; absent when the session has everything.</returns>
    public async Task<ExceptionDispatchInfo?> SendRestAsync(IBlobSource source, CancellationToken cancellationToken)
    {
        if (Offset == sizeBytes)
        {
            return null;
        }

        Stream content;
        try
        {
            content = await source.OpenRestAsync(Offset, cancellationToken);
        }
        catch (RegistryException fault)
        {
            return ExceptionDispatchInfo.Capture(fault);
        }

        await using (content)
        {
            for (var offset = Offset; offset < sizeBytes; offset += PartBytes)
            {
                if (await SendPartAsync(content, offset, cancellationToken) is { } fault)
                {
                    return fault;
                }
            }
        }

        return null;
    }

    /// <summary>Commits what the session has.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        using var timer = connection.Transport.CreateTimer();
        var request = requests.Put(
            Current,
            () => new UploadContent(Stream.Null, 0, tally, timer, connection.Transport.Patience),
            isReplayable: true);
        using var answer = await connection.SendOnceAsync(request, timer, cancellationToken);
        answer.ThrowIfTransient();
        requests.CheckStored(answer);
    }

    private async Task<ExceptionDispatchInfo?> SendPartAsync(
        Stream stream, long offset, CancellationToken cancellationToken)
    {
        var partBytes = Math.Min(PartBytes, sizeBytes - offset);
        using var timer = connection.Transport.CreateTimer();
        using var content = new UploadContent(stream, partBytes, tally, timer, connection.Transport.Patience);
        try
        {
            var request = requests.Patch(Current, offset, content, partBytes);
            using var answer = await connection.SendOnceAsync(request, timer, cancellationToken);
            answer.ThrowIfTransient();

            // 202 by the specification, 201 from Amazon ECR, 204 from early registries.
            answer.Expect(HttpStatusCode.Accepted, HttpStatusCode.Created, HttpStatusCode.NoContent);
            session = requests.Next(Current, answer);
            return null;
        }
        catch (RegistryException) when (content.SourceFault is not null)
        {
            return content.SourceFault;
        }
    }

    /// <returns>How much the session has; absent when the registry does not say.</returns>
    private async Task<long?> AskAsync(Uri asked, CancellationToken cancellationToken)
    {
        using var answer = await connection.SendOnceAsync(requests.Status(asked), cancellationToken);
        answer.ThrowIfTransient();
        var range = answer.Response.Headers.NonValidated.TryGetValues("Range", out var values) ? values.ToString() : "";
        if (answer.Status is not HttpStatusCode.NoContent || NumberIn(ReceivedRange().Match(range)) is not { } last)
        {
            return null;
        }

        session = requests.Next(asked, answer);
        return last + 1;
    }

    /// <summary>One byte for the place of the first, which a session that has more refuses with its own place.</summary>
    private async Task<long?> ProbeAsync(Uri asked, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent([0]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var request = requests.Patch(asked, offset: 0, content, sizeBytes: 1);
        using var answer = await connection.SendOnceAsync(request, cancellationToken);
        answer.ThrowIfTransient();

        // Whoever takes the byte had none; the session is spoilt by it, and nothing is lost.
        return answer.Status is HttpStatusCode.RequestedRangeNotSatisfiable
            ? NumberIn(ExpectedByte().Match(answer.Refusal().Detail))
            : null;
    }

    private static long? NumberIn(Match match) =>
        match.Success && long.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"\A(?:bytes=)?0-([0-9]{1,15})\z", RegexOptions.NonBacktracking)]
    private static partial Regex ReceivedRange();

    [GeneratedRegex(@"First byte of the layer part is [0-9]+ instead of ([0-9]{1,15})\b", RegexOptions.NonBacktracking)]
    private static partial Regex ExpectedByte();
}
