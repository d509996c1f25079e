using System.Security.Cryptography;
using CmpPromoter.Oci;

namespace CmpPromoter.Registry;

/// <summary>
/// Passes a blob through, hashing it, and hands out its last byte only after size and digest have proved right: a
/// reader that got everything got the right thing.
/// </summary>
/// <param name="content">Gives the bytes in order; owned.</param>
/// <param name="descriptor">What the bytes must be.</param>
/// <param name="fault">Makes the exception for content that is something else.</param>
internal sealed class VerifyingStream(
    Stream content, Descriptor descriptor, Func<RegistryFault, string, RegistryException> fault) : ReadOnlyStream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] beyond = new byte[1];
    private long position;
    private bool isVerified;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (isVerified || buffer.IsEmpty)
        {
            return 0;
        }

        // Never more than is due, so that excess shows as excess and is never handed out.
        var due = (int)Math.Min(buffer.Length, descriptor.SizeBytes - position);
        var count = due == 0 ? 0 : await content.ReadAsync(buffer[..due], cancellationToken);
        if (count == 0 && due > 0)
        {
            throw fault(RegistryFault.Broken, $"the content ended after {position} of {descriptor.SizeBytes} bytes");
        }

        hash.AppendData(buffer.Span[..count]);
        position += count;
        if (position == descriptor.SizeBytes)
        {
            await VerifyAsync(cancellationToken);
        }

        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        hash.Dispose();
        await content.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            hash.Dispose();
            content.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask VerifyAsync(CancellationToken cancellationToken)
    {
        if (await content.ReadAsync(beyond, cancellationToken) != 0)
        {
            throw fault(RegistryFault.Protocol, $"the content goes on after its {descriptor.SizeBytes} bytes");
        }

        var digest = Digest.FromHash(hash.GetHashAndReset());
        if (digest != descriptor.Digest)
        {
            throw fault(RegistryFault.Protocol, $"the content has the digest {digest}, not {descriptor.Digest}");
        }

        isVerified = true;
    }
}
