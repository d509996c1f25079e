using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Seeding;

namespace CmpPromoter.Tests.Faults;

/// <summary>
/// A layer on its way through ECR's two origins and into the other registry: what breaks once is mended, what stays
/// broken is told and leaves no tag.
/// </summary>
public sealed class TransferFaultTests
{
    private const int LayerBytes = 100_000;
    private const string Html = "<html><head><style>p{}</style></head><body><h1>502 Bad Gateway</h1></body></html>";

    private static readonly ImageSpec OneLayer = new() { Layers = 1, LayerBytes = LayerBytes };

    [Theory(Timeout = TwoAccounts.Patience)]
    [InlineData(0)]
    [InlineData(LayerBytes / 2)]
    [InlineData(LayerBytes - 1)]
    public async Task A_download_that_ends_early_goes_on_from_there(int afterBytes)
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1", OneLayer);
        ecr.Break("LayerDownload", new FaultAction.CutResponse(afterBytes), times: 2);

        await ecr.ArrivesAsync("1");

        Assert.Equal(2, ecr.Uploads().Length);
    }

    [Theory(Timeout = TwoAccounts.Patience)]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_wrong_length_is_told_and_leaves_no_tag(int deltaBytes)
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1", OneLayer);
        ecr.Break("LayerDownload", new FaultAction.ChangeLength(deltaBytes), times: int.MaxValue);

        Assert.Contains("bytes, the manifest says ", await ecr.FailsAsync("1"), StringComparison.Ordinal);
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_flipped_byte_is_told_and_leaves_no_tag_and_the_next_run_mends_it()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1", OneLayer);
        ecr.Break("LayerDownload", new FaultAction.FlipByte(100));

        var told = await ecr.FailsAsync("1");

        Assert.Contains("sha256:", told, StringComparison.Ordinal);
        await ecr.ArrivesAsync("1");
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task An_expired_address_is_asked_for_anew()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1", OneLayer);
        ecr.Break("LayerDownload", new FaultAction.Expire());

        await ecr.ArrivesAsync("1");
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task No_authorization_reaches_the_origin_of_the_layers()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1", OneLayer);

        await ecr.ArrivesAsync("1");

        var downloads = ecr.Log.Entries.Where(entry => entry.Operation == "LayerDownload").ToArray();
        Assert.Equal(2, downloads.Length);
        Assert.DoesNotContain(downloads, download => download.HasAuthorization);
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task An_origin_without_ranges_is_read_again_from_the_start()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1", OneLayer);
        ecr.Break("LayerDownload", new FaultAction.CutResponse(LayerBytes / 2), times: 2);
        ecr.Break("LayerDownload", new FaultAction.IgnoreRange(), times: int.MaxValue);

        await ecr.ArrivesAsync("1");
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_layer_that_drips_arrives()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1", OneLayer);
        ecr.Break("LayerDownload", new FaultAction.Drip(5_000, TimeSpan.FromMilliseconds(1)), times: int.MaxValue);

        await ecr.ArrivesAsync("1");
    }

    [Theory(Timeout = TwoAccounts.Patience)]
    [InlineData(0)]
    [InlineData(LayerBytes / 2)]
    [InlineData(LayerBytes)]
    public async Task An_upload_that_is_reset_is_repeated(int afterBytes)
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1", OneLayer);
        ecr.Break("PutUpload", new FaultAction.CutRequest(afterBytes));

        await ecr.ArrivesAsync("1");
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_lost_answer_to_an_upload_is_looked_into_and_the_layer_is_not_sent_again()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var image = ecr.Offer("1", OneLayer);
        ecr.Break("PutUpload", new FaultAction.LoseResponse(), times: 2);

        await ecr.ArrivesAsync("1");

        Assert.Equal(image.Blobs.Length, ecr.Log.Count("PutUpload"));
    }

    [Theory(Timeout = TwoAccounts.Patience)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lost_answer_to_a_manifest_is_success(bool isImmutable)
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1", OneLayer, isImmutable: isImmutable);
        ecr.Break("PutManifest", new FaultAction.LoseResponse());

        await ecr.ArrivesAsync("1");
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_lost_session_is_replaced_by_a_new_one()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1", OneLayer);
        ecr.Break("PutUpload", new FaultAction.LoseSession(), times: 2);

        await ecr.ArrivesAsync("1");
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task An_offset_that_is_refused_is_told_in_the_registrys_words()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1", OneLayer);
        ecr.Break(
            "PutUpload",
            new FaultAction.Answer(416, "BLOB_UPLOAD_INVALID", "First byte of the layer part is 0 instead of 512"),
            times: int.MaxValue);

        var told = await ecr.FailsAsync("1");

        Assert.Contains("First byte of the layer part is 0 instead of 512", told, StringComparison.Ordinal);
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_page_of_HTML_is_told_as_its_words()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1", OneLayer);
        ecr.Break("PutUpload", new FaultAction.Answer(500) { Body = Html }, times: int.MaxValue);

        var told = await ecr.FailsAsync("1");

        Assert.Contains("500 502 Bad Gateway (tried 5 times in ", told, StringComparison.Ordinal);
        Assert.DoesNotContain("<", told, StringComparison.Ordinal);
    }

    [Theory(Timeout = TwoAccounts.Patience)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5 << 20)]
    [InlineData((10 << 20) - 1)]
    [InlineData((10 << 20) + 1)]
    public async Task A_layer_of_any_size_goes_in_one_piece(int bytes)
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1", new ImageSpec { LayerSizesBytes = [bytes] });

        await ecr.ArrivesAsync("1");

        Assert.Equal(0, ecr.Log.Count("PatchUpload"));
        Assert.Equal(2, ecr.Uploads().Length);
    }

    [Fact(Timeout = 600_000)]
    public async Task A_layer_beyond_two_gibibytes_arrives()
    {
        const long Bytes = (1L << 31) + 1;
        await using var ecr = await TwoAccounts.StartAsync(new LocalEcrOptions { DiscardUploads = true });
        ecr.Offer("1", new ImageSpec { LayerSizesBytes = [Bytes] });

        var outcome = await ecr.ArrivesAsync("1");

        Assert.InRange(outcome.Copied!.MovedBytes, Bytes, Bytes + 1024);
    }
}
