using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Layers;

namespace CmpPromoter.Tests.LocalEcr;

/// <summary>What becomes of the parts of a layer: how many, how large, and what is left of a broken one.</summary>
public sealed partial class PartTests
{
    private const int Patience = 60_000;
    private const int MinPartBytes = 5 * 1024 * 1024;
    private static readonly byte[] Layer = [.. Enumerable.Range(0, MinPartBytes + 1000).Select(i => (byte)(i * 7))];

    [Theory(Timeout = Patience)]
    [InlineData("PatchUpload", "3000000-")]
    [InlineData("PatchUpload", "3000000-5243879")]
    [InlineData("PutUpload", "3000000-5243879")]
    public async Task A_broken_part_keeps_what_had_come_and_its_rest_is_taken(string operation, string contentRange)
    {
        await using var server = await StartAsync();
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        server.Faults.Add(
            new Fault { Name = "cut", Operation = operation, Action = new FaultAction.CutRequest(3_000_000) });
        var location = await client.StartUploadAsync("team/api");
        var digest = Digests.Of(Layer);

        await Assert.ThrowsAsync<HttpRequestException>(() => operation == "PutUpload"
            ? client.FinishAsync(location, Layer, digest)
            : client.PatchAsync(location, Layer));
        using var again = await client.PatchAsync(location, Layer);
        using var rest = await client.PatchAsync(location, Layer[3_000_000..], contentRange);
        using var end = await client.FinishAsync(location, [], digest);

        await RegistryAssert.RefusedAsync(
            again,
            HttpStatusCode.RequestedRangeNotSatisfiable,
            "BLOB_UPLOAD_INVALID",
            "First byte of the layer part is 0 instead of 3000000");
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (rest.StatusCode, end.StatusCode));
        Assert.Equal(Layer, server.Account(EcrClient.Source).ReadBlob("team/api", digest));
    }

    [Fact(Timeout = Patience)]
    public async Task What_a_client_that_goes_away_has_sent_is_whole_as_far_as_it_goes()
    {
        await using var server = await StartAsync();
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        server.Faults.Add(
            new Fault { Name = "patch", Operation = "PatchUpload", Action = new FaultAction.Hold(Task.CompletedTask) });
        var location = await client.StartUploadAsync("team/api");
        using var leave = new CancellationTokenSource();

        var upload = client.SendAsync(
            HttpMethod.Patch, location, request => request.Content = new ByteArrayContent(Layer), leave.Token);
        await server.Faults.Reached("patch");
        await leave.CancelAsync();
        await Record.ExceptionAsync(() => upload);
        using var again = await client.PatchAsync(location, Layer, "99999999-");
        var told = await again.Content.ReadAsStringAsync();
        var kept = int.Parse(Kept().Match(told).Groups[1].Value, CultureInfo.InvariantCulture);
        using var end = await client.FinishAsync(location, Layer[kept..], Digests.Of(Layer), $"{kept}-");

        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, again.StatusCode);
        Assert.Equal(HttpStatusCode.Created, end.StatusCode);
    }

    [Fact(Timeout = Patience)]
    public async Task A_layer_has_so_many_parts_and_no_more()
    {
        await using var server = await StartAsync(new LocalEcrOptions { MaxLayerParts = 1 });
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        var location = await client.StartUploadAsync("team/api");

        using var first = await client.PatchAsync(location, Layer);
        using var second = await client.PatchAsync(location, Layer, $"{Layer.Length}-");

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        await RegistryAssert.RefusedAsync(
            second, HttpStatusCode.Forbidden, "DENIED", "The layer has more than 1 parts");
    }

    [Theory(Timeout = Patience)]
    [InlineData(null, HttpStatusCode.Created)]
    [InlineData(MinPartBytes, HttpStatusCode.BadRequest)]
    public async Task A_part_can_be_given_a_largest_size(int? maxBytes, HttpStatusCode status)
    {
        await using var server = await StartAsync(new LocalEcrOptions { MaxPatchBytes = maxBytes });
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);

        using var response = await client.PatchAsync(await client.StartUploadAsync("team/api"), Layer);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact(Timeout = Patience)]
    public async Task A_part_without_bytes_is_refused()
    {
        await using var server = await StartAsync();
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);

        using var response = await client.PatchAsync(await client.StartUploadAsync("team/api"), []);

        await RegistryAssert.RefusedAsync(
            response,
            HttpStatusCode.BadRequest,
            "BLOB_UPLOAD_INVALID",
            "The specified layer upload does not contain any layer parts");
    }

    private static async Task<LocalEcrServer> StartAsync(LocalEcrOptions? options = null)
    {
        var server = await LocalEcrServer.StartAsync(options);
        server.Account(EcrClient.Source).CreateRepository("team/api");
        return server;
    }

    [GeneratedRegex("First byte of the layer part is 99999999 instead of ([0-9]+)")]
    private static partial Regex Kept();
}
