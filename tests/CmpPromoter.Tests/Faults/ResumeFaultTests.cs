using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Log;
using CmpPromoter.LocalEcr.Seeding;

namespace CmpPromoter.Tests.Faults;

/// <summary>
/// The upload of a large layer breaks at Amazon ECR, which does not say how much it has until it refuses a part: what it has
/// is not sent again, by the counts of the bytes it received.
/// </summary>
public sealed class ResumeFaultTests
{
    private const int Mebi = 1 << 20;
    private const int LayerBytes = 66 * Mebi;
    private const int ProbeBytes = 1;

    private static readonly ImageSpec LargeLayer = new() { LayerSizesBytes = [LayerBytes] };

    [Theory(Timeout = TwoAccounts.Patience)]
    [InlineData(5 * Mebi)]
    [InlineData((31 * Mebi) + 1)]
    [InlineData(LayerBytes - 1)]
    public async Task What_the_registry_has_of_a_broken_layer_is_not_sent_again(int afterBytes)
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1", LargeLayer);
        Cut(ecr, "PutUpload", afterBytes);

        var outcome = await ecr.ArrivesAsync("1");

        var layer = LayerRequests(ecr);
        Assert.Equal(LayerBytes + ProbeBytes, layer.Sum(entry => entry.RequestBytes));
        Assert.Equal(("PutUpload", 0, (long)afterBytes), Line(layer[0]));
        Assert.Equal(("GetUpload", 404, 0L), Line(layer[1]));
        Assert.Equal(("PatchUpload", 416, (long)ProbeBytes), Line(layer[2]));
        Assert.All(layer[3..^1], part => Assert.Equal(("PatchUpload", 201), (part.Operation, part.Status)));
        Assert.All(layer[3..^2], part => Assert.Equal(10 * Mebi, part.RequestBytes));
        Assert.Equal(("PutUpload", 201, 0L), Line(layer[^1]));
        Assert.Equal(2, ecr.Log.Count("StartUpload"));
        Assert.Equal(outcome.Copied!.MovedBytes, LayerBytes + ConfigBytes(ecr));
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_layer_that_breaks_again_goes_on_from_where_it_got()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1", LargeLayer);
        Cut(ecr, "PutUpload", 20 * Mebi);
        Cut(ecr, "PatchUpload", 3 * Mebi, after: 2);

        await ecr.ArrivesAsync("1");

        Assert.Equal(2, ecr.Log.Count("StartUpload"));
        Assert.Equal(LayerBytes + (2 * ProbeBytes), LayerRequests(ecr).Sum(entry => entry.RequestBytes));
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_session_that_gets_no_farther_is_left_for_a_new_one()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1", LargeLayer);
        Cut(ecr, "PutUpload", 20 * Mebi);
        Cut(ecr, "PatchUpload", 0, after: 1);

        await ecr.ArrivesAsync("1");

        Assert.Equal(3, ecr.Log.Count("StartUpload"));
        Assert.Equal(2, ecr.Log.Entries.Count(entry => entry is { Operation: "PatchUpload", Status: 416 }));
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_part_that_is_throttled_does_not_cost_the_session()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1", LargeLayer);
        Cut(ecr, "PutUpload", 20 * Mebi);
        ecr.Break("PatchUpload", new FaultAction.Answer(429, "TOOMANYREQUESTS", "Rate exceeded"), after: 1);

        await ecr.ArrivesAsync("1");

        Assert.Equal(2, ecr.Log.Count("StartUpload"));
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_session_that_is_gone_is_replaced_by_a_new_one()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1", LargeLayer);
        Cut(ecr, "PutUpload", 20 * Mebi);
        ecr.Break("PatchUpload", new FaultAction.LoseSession());

        await ecr.ArrivesAsync("1");

        Assert.Equal(3, ecr.Log.Count("StartUpload"));
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_registry_that_will_not_have_the_rest_gets_the_whole()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1", LargeLayer);
        Cut(ecr, "PutUpload", 20 * Mebi);
        ecr.Break("PatchUpload", new FaultAction.Answer(400, "BLOB_UPLOAD_INVALID", "no parts here"), after: 1);

        await ecr.ArrivesAsync("1");

        Assert.Equal(3, ecr.Log.Count("StartUpload"));
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_lost_answer_to_the_end_of_a_continued_layer_moves_nothing_again()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1", LargeLayer);
        Cut(ecr, "PutUpload", 60 * Mebi);
        ecr.Faults.Add(new Fault
        {
            Name = "end",
            Operation = "PutUpload",
            Reference = LayerDigest(ecr),
            Action = new FaultAction.LoseResponse(),
            After = 1,
        });

        await ecr.ArrivesAsync("1");

        Assert.Equal(1, ecr.Faults.Strikes("end"));
        Assert.Equal(LayerBytes + ProbeBytes, LayerRequests(ecr).Sum(entry => entry.RequestBytes));
    }

    private static void Cut(TwoAccounts ecr, string operation, long afterBytes, int after = 0) => ecr.Faults.Add(new Fault
    {
        Name = operation,
        Operation = operation,
        Reference = operation == "PutUpload" ? LayerDigest(ecr) : null,
        Action = new FaultAction.CutRequest(afterBytes),
        After = after,
    });

    private static string LayerDigest(TwoAccounts ecr) => Layer(ecr).Digest;

    private static (string Digest, long SizeBytes) Layer(TwoAccounts ecr) => Blobs(ecr).MaxBy(blob => blob.SizeBytes);

    private static long ConfigBytes(TwoAccounts ecr) => Blobs(ecr).Min(blob => blob.SizeBytes);

    private static IEnumerable<(string Digest, long SizeBytes)> Blobs(TwoAccounts ecr)
    {
        var source = ecr.Source.Repository(TwoAccounts.Repository);
        return source.Find(source.Tags["1"])!.Blobs.Select(blob => (blob.Digest, blob.SizeBytes));
    }

    /// <summary>All requests within sessions but the one that the config takes.</summary>
    private static AccessEntry[] LayerRequests(TwoAccounts ecr)
    {
        var layer = LayerDigest(ecr);
        return [.. ecr.Log.Entries.Where(entry => entry.Operation is "GetUpload" or "PatchUpload"
            || (entry.Operation == "PutUpload" && entry.Reference == layer))];
    }

    private static (string Operation, int Status, long Bytes) Line(AccessEntry entry) =>
        (entry.Operation, entry.Status, entry.RequestBytes);
}
