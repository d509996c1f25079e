using System.Net;
using System.Runtime.ExceptionServices;
using CmpPromoter.Oci;

namespace CmpPromoter.Registry;

/// <summary>
/// Streams one blob into a repository, in two requests. What a large blob's broken attempt has left in its session is not
/// sent again where the registry tells how much that is; any other attempt that fails for a transient reason is repeated
/// from the start in a new session. One whose answer got lost is looked up first, so that no blob moves twice. After a
/// connection that broke under the body the registry is asked for its consent first: one that refuses early and hangs up
/// would otherwise never be heard.
/// </summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/main/spec.md#post-then-put</remarks>
internal sealed class BlobUpload
{
    private readonly RegistryConnection connection;
    private readonly BlobClient blobs;
    private readonly UploadSessions sessions;
    private readonly RepositoryName repository;
    private readonly Descriptor descriptor;
    private readonly IBlobSource source;
    private readonly SentTally tally;
    private readonly UploadRequests requests;
    private readonly UploadResumption resumption;
    private bool mayBeCommitted;
    private bool asksFirst;
    private bool cannotBeAsked;

    public BlobUpload(
        RegistryConnection connection,
        BlobClient blobs,
        UploadSessions sessions,
        RepositoryName repository,
        Descriptor descriptor,
        IBlobSource source,
        IProgress<long> sentBytes)
    {
        this.connection = connection;
        this.blobs = blobs;
        this.sessions = sessions;
        this.repository = repository;
        this.descriptor = descriptor;
        this.source = source;
        tally = new SentTally(sentBytes);
        requests = new UploadRequests(connection, repository, descriptor);
        resumption = new UploadResumption(connection, requests, descriptor.SizeBytes, tally);
    }

    /// <exception cref="RegistryException">The destination failed, or the source did; its host tells which.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var isStored = false;
        try
        {
            // The source's fault travels as a value: this retry loop is the destination's, the source has had its own.
            var sourceFault = await RepeatAsync(cancellationToken);
            sourceFault?.Throw();
            isStored = true;
        }
        finally
        {
            tally.TakeBack(isStored ? descriptor.SizeBytes : 0);
        }
    }

    /// <summary>A round of attempts that got a large blob a good piece farther is followed by another.</summary>
    private async Task<ExceptionDispatchInfo?> RepeatAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var begunAt = resumption.Offset;
            try
            {
                return await connection.Retry.RunAsync(AttemptAsync, cancellationToken);
            }
            catch (RegistryException fault) when (
                fault.IsTransient && resumption.Offset - begunAt >= UploadResumption.MinBlobBytes)
            {
                // Bounded by the blob's size.
            }
        }
    }

    private async Task<ExceptionDispatchInfo?> AttemptAsync(CancellationToken cancellationToken)
    {
        if (mayBeCommitted && await blobs.IsKnownOnceAsync(repository, descriptor.Digest, cancellationToken))
        {
            return null;
        }

        mayBeCommitted = false;
        if (await resumption.TryFindOffsetAsync(cancellationToken))
        {
            tally.TakeBack(resumption.Offset);
            return await GoOnAsync(cancellationToken);
        }

        resumption.GiveUp();
        tally.TakeBack(0);
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
            stream, descriptor.SizeBytes, tally, timer, connection.Transport.Patience);
        try
        {
            using var answer = await connection.SendOnceAsync(
                requests.Put(session, () => content, isReplayable: false, asksFirst), timer, cancellationToken);
            answer.ThrowIfTransient();
            CheckConsent(answer);
            CheckSession(answer, isOffered);
            requests.CheckStored(answer);
            return null;
        }
        catch (RegistryException) when (content.SourceFault is not null)
        {
            return content.SourceFault;
        }
        catch (RegistryException fault)
        {
            mayBeCommitted = content.IsComplete;
            asksFirst = !cannotBeAsked && !content.IsComplete && fault is { Fault: RegistryFault.Broken, Status: null };
            resumption.Offer(session, fault);
            throw;
        }
    }

    private async Task<ExceptionDispatchInfo?> GoOnAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await resumption.SendRestAsync(source, cancellationToken) is { } sourceFault)
            {
                return sourceFault;
            }

            mayBeCommitted = true;
            await resumption.CommitAsync(cancellationToken);
            return null;
        }
        catch (RegistryException refusal) when (refusal.Fault is RegistryFault.Refused or RegistryFault.NotFound)
        {
            // Whatever the registry has against the pieces, it may take the whole.
            mayBeCommitted = false;
            resumption.GiveUp();
            throw new RegistryException(RegistryFault.Broken, refusal.Host, refusal.Message, refusal);
        }
        catch (RegistryException fault)
        {
            resumption.Offer(fault);
            throw;
        }
    }

    private void CheckConsent(RegistryAnswer answer)
    {
        if (answer.Status is HttpStatusCode.ExpectationFailed)
        {
            cannotBeAsked = true;
            throw answer.Fault(RegistryFault.Broken, "the registry cannot be asked before the upload", answer.Refusal());
        }
    }

    private static void CheckSession(RegistryAnswer answer, bool isOffered)
    {
        var refusal = answer.Refusal();
        if (answer.Status is HttpStatusCode.NotFound && (isOffered || refusal.Code == "BLOB_UPLOAD_UNKNOWN"))
        {
            throw answer.Fault(RegistryFault.Broken, $"the upload session is gone ({refusal.Message})", refusal);
        }
    }
}
