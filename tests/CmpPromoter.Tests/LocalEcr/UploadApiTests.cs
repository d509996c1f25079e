using System.Net;
using System.Text.Json;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Layers;

namespace CmpPromoter.Tests.LocalEcr;

/// <summary>The push of a layer over the API, whose rules for parts the registry protocol shares.</summary>
public sealed class UploadApiTests
{
    private const int Patience = 60_000;
    private const int MinPartBytes = 5 * 1024 * 1024;
    private const int MaxPartBytes = 10 * 1024 * 1024;

    [Fact(Timeout = Patience)]
    public async Task A_layer_goes_up_part_by_part()
    {
        await using var server = await StartAsync();
        using var client = new EcrClient(server, EcrClient.Source);
        var layer = new byte[MinPartBytes + 1];
        var uploadId = await StartUploadAsync(client);

        var (_, first) = await PartAsync(client, uploadId, 0, layer[..MinPartBytes]);
        await PartAsync(client, uploadId, MinPartBytes, layer[MinPartBytes..]);
        var (_, done) = await CompleteAsync(client, uploadId, Digests.Of(layer));

        Assert.Equal(MinPartBytes - 1, first.GetProperty("lastByteReceived").GetInt64());
        Assert.Equal(Digests.Of(layer), done.GetProperty("layerDigest").GetString());
        Assert.Equal(layer, server.Account(EcrClient.Source).ReadBlob("team/api", Digests.Of(layer)));
    }

    [Fact(Timeout = Patience)]
    public async Task A_part_that_does_not_follow_is_told_where_to_go_on()
    {
        await using var server = await StartAsync();
        using var client = new EcrClient(server, EcrClient.Source);
        var uploadId = await StartUploadAsync(client);
        await PartAsync(client, uploadId, 0, new byte[100]);

        var (_, error) = await PartAsync(client, uploadId, 0, new byte[100]);

        Assert.Equal("InvalidLayerPartException", error.GetProperty("__type").GetString());
        Assert.Equal(
            ("First byte of the layer part is 0 instead of 100", 99L),
            (error.GetProperty("message").GetString(), error.GetProperty("lastValidByteReceived").GetInt64()));
    }

    [Theory(Timeout = Patience)]
    [InlineData(0, 0)]
    [InlineData(10, 9)]
    [InlineData(MaxPartBytes + 1, MaxPartBytes + 1)]
    public async Task A_part_of_a_wrong_size_is_refused(int sizeBytes, int announcedBytes)
    {
        await using var server = await StartAsync();
        using var client = new EcrClient(server, EcrClient.Source);

        var (_, error) = await PartAsync(
            client, await StartUploadAsync(client), 0, new byte[sizeBytes], Math.Max(0, announcedBytes - 1));

        Assert.Equal("InvalidLayerPartException", error.GetProperty("__type").GetString());
    }

    [Theory(Timeout = Patience)]
    [InlineData("", "", "EmptyUploadException")]
    [InlineData("abc", "abd", "InvalidLayerException")]
    [InlineData("known", "known", "LayerAlreadyExistsException")]
    public async Task An_upload_that_comes_to_nothing_says_why(string content, string named, string code)
    {
        await using var server = await StartAsync();
        server.Account(EcrClient.Source).PushBlob("team/api", "known"u8.ToArray());
        using var client = new EcrClient(server, EcrClient.Source);
        var uploadId = await StartUploadAsync(client);
        if (content.Length > 0)
        {
            await PartAsync(client, uploadId, 0, System.Text.Encoding.UTF8.GetBytes(content));
        }

        var (status, error) = await CompleteAsync(
            client, uploadId, Digests.Of(System.Text.Encoding.UTF8.GetBytes(named)));

        Assert.Equal((HttpStatusCode.BadRequest, code), (status, error.GetProperty("__type").GetString()));
    }

    [Fact(Timeout = Patience)]
    public async Task A_small_part_before_the_last_one_is_found_at_the_end()
    {
        await using var server = await StartAsync();
        using var client = new EcrClient(server, EcrClient.Source);
        var uploadId = await StartUploadAsync(client);
        await PartAsync(client, uploadId, 0, new byte[1]);
        await PartAsync(client, uploadId, 1, new byte[1]);

        var (_, error) = await CompleteAsync(client, uploadId, Digests.Of(new byte[2]));
        var (_, gone) = await CompleteAsync(client, uploadId, Digests.Of(new byte[2]));

        Assert.Equal(
            ("LayerPartTooSmallException", "UploadNotFoundException"),
            (error.GetProperty("__type").GetString(), gone.GetProperty("__type").GetString()));
    }

    private static async Task<LocalEcrServer> StartAsync()
    {
        var server = await LocalEcrServer.StartAsync();
        server.Account(EcrClient.Source).CreateRepository("team/api");
        return server;
    }

    private static async Task<string> StartUploadAsync(EcrClient client)
    {
        var (_, started) = await client.ApiAsync("InitiateLayerUpload", """{"repositoryName": "team/api"}""");
        Assert.Equal(MaxPartBytes, started.GetProperty("partSize").GetInt64());
        return started.GetProperty("uploadId").GetString() ?? "";
    }

    private static Task<(HttpStatusCode Status, JsonElement Body)> PartAsync(
        EcrClient client, string uploadId, int firstByte, byte[] part, int? lastByte = null) =>
        client.ApiAsync("UploadLayerPart", $$"""
            {"repositoryName": "team/api", "uploadId": "{{uploadId}}", "partFirstByte": {{firstByte}},
             "partLastByte": {{lastByte ?? firstByte + part.Length - 1}}, "layerPartBlob": "{{Convert.ToBase64String(part)}}"}
            """);

    private static Task<(HttpStatusCode Status, JsonElement Body)> CompleteAsync(
        EcrClient client, string uploadId, string digest) => client.ApiAsync(
            "CompleteLayerUpload",
            $$"""{"repositoryName": "team/api", "uploadId": "{{uploadId}}", "layerDigests": ["{{digest}}"]}""");
}
