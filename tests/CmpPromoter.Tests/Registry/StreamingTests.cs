using CmpPromoter.Oci;
using CmpPromoter.Testing;

namespace CmpPromoter.Tests.Registry;

/// <summary>Alone, because what it measures belongs to the whole process.</summary>
[CollectionDefinition(nameof(StreamingTests), DisableParallelization = true)]
[Collection(nameof(StreamingTests))]
public sealed class StreamingTests : WireTest
{
    [Fact(Timeout = 120_000)]
    public async Task A_blob_passes_from_registry_to_registry_in_a_fraction_of_its_size()
    {
        const int SizeBytes = 128 * 1024 * 1024;
        await using var first = await DockerRegistryProcess.StartAsync();
        await using var second = await DockerRegistryProcess.StartAsync();
        using var source = new RegistryClient(first.Endpoint);
        using var destination = new RegistryClient(second.Endpoint);
        var blob = await SeedAsync(source, SizeBytes);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        await destination.Registry.UploadBlobAsync(
            Repository, blob, source.Registry.Blob(Repository, blob), new Ledger(), TestToken);

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, SizeBytes / 16);
        Assert.Equal([blob.Digest], await destination.Registry.FindBlobsAsync(Repository, [blob.Digest], TestToken));
        Assert.Equal(
            ["POST /v2/team/api/blobs/uploads/", "PUT", "HEAD"],
            (await second.TakeRequestsAsync()).Select(
                line => line.StartsWith("POST", StringComparison.Ordinal) ? line : line.Split(' ')[0]));
    }

    private static async Task<Descriptor> SeedAsync(RegistryClient client, int sizeBytes)
    {
        var content = new byte[sizeBytes];
        new Random(1).NextBytes(content);
        var blob = RegistryClient.Describe(content);
        await client.Registry.UploadBlobAsync(Repository, blob, new MemorySource(content), new Ledger(), TestToken);
        return blob;
    }
}
