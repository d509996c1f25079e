using System.Net;
using System.Runtime.ExceptionServices;
using CmpPromoter.Oci;
using CmpPromoter.Registry.Authorization;

namespace CmpPromoter.Registry;

/// <summary>
/// Streams one blob into a repository, in two requests. An attempt that fails for a transient reason is repeated from
/// the start in a new session; one whose answer got lost is looked up first, so that no blob moves twice.
/// </summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/main/spec.md#post-then-put. A session is never
/// continued:
/// Amazon ECR answers 416 to bytes it already has (apple/containerization#790).</remarks>
internal sealed class BlobUpload(
    RegistryConnection connection,
    BlobClient blobs,
    UploadSessions sessions,
    RepositoryName repository,
    Descriptor descriptor,
    IBlobSource source,
    IProgress<long> sentBytes)
{
    // Reported by the attempt before, and taken back when the bytes go out again.
    private long unsettledBytes;
    private bool mayBeCommitted;

    /// <exception cref="RegistryException">The destination failed, or the source did; its host tells which.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            // The source's fault travels as a value: this retry loop is the destination's, the source has had its own.
            var sourceFault = await connection.Retry.RunAsync(AttemptAsync, cancellationToken);
            sourceFault?.Throw();
        }
        finally
        {
            TakeBack();
        }
    }

    private async Task<ExceptionDispatchInfo?> AttemptAsync(CancellationToken cancellationToken)
    {
        if (mayBeCommitted && await blobs.IsKnownOnceAsync(repository, descriptor.Digest, cancellationToken))
        {
            unsettledBytes = 0;
            return null;
        }

        TakeBack();
        mayBeCommitted = false;
        var offered = sessions.TakeOffered(repository, descriptor.Digest);
        var session = offered ?? await sessions.OpenOnceAsync(repository, cancellationToken);
        Stream content;
        try
        {
            content = await source.OpenAsync(cancellationToken);
        }
        catch (RegistryException fault)
        {
            return ExceptionDispatchInfo.Capture(fault);
        }

        await using (content)
        {
            return await SendAsync(session, isOffered: offered is not null, content, cancellationToken);
        }
    }

    private async Task<ExceptionDispatchInfo?> SendAsync(
        Uri session, bool isOffered, Stream stream, CancellationToken cancellationToken)
    {
        using var timer = connection.Transport.CreateTimer();
        using var content = new UploadContent(
            stream, descriptor.SizeBytes, sentBytes, timer, connection.Transport.Patience);
        try
        {
            using var answer = await connection.SendOnceAsync(Request(session, content), timer, cancellationToken);
            CheckStored(answer, isOffered);
            return null;
        }
        catch (RegistryException) when (content.SourceFault is not null)
        {
            unsettledBytes = content.SentBytes;
            return content.SourceFault;
        }
        catch
        {
            unsettledBytes = content.SentBytes;
            mayBeCommitted = content.IsComplete;
            throw;
        }
    }

    private RegistryRequest Request(Uri session, UploadContent content)
    {
        var separator = session.Query.Length > 1 ? "&" : "?";
        var digest = Uri.EscapeDataString(descriptor.Digest.ToString());
        return new RegistryRequest
        {
            Method = HttpMethod.Put,
            Uri = new Uri($"{session.AbsoluteUri.TrimEnd('?')}{separator}digest={digest}"),
            Scope = TokenScope.Push(repository),
            Body = () => content,
            IsReplayable = false,
        };
    }

    private void CheckStored(RegistryAnswer answer, bool isOffered)
    {
        answer.ThrowIfTransient();
        var refusal = answer.Refusal();
        if (answer.Status is HttpStatusCode.NotFound && (isOffered || refusal.Code == "BLOB_UPLOAD_UNKNOWN"))
        {
            throw answer.Fault(RegistryFault.Broken, $"the upload session is gone ({refusal.Message})", refusal);
        }

        answer.Expect(HttpStatusCode.Created);
        if (answer.ContentDigest is { } stored && stored != descriptor.Digest)
        {
            throw answer.Violation($"the registry stored {descriptor.Digest} under another digest, {stored}");
        }
    }

    private void TakeBack()
    {
        if (unsettledBytes > 0)
        {
            sentBytes.Report(-unsettledBytes);
            unsettledBytes = 0;
        }
    }
}
