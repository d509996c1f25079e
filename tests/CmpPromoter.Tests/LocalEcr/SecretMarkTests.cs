using CmpPromoter.LocalEcr;
using CmpPromoter.Testing;

namespace CmpPromoter.Tests.LocalEcr;

/// <summary>Whatever LocalEcr gives out in confidence can be recognised by the canary, whole or in pieces.</summary>
public sealed class SecretMarkTests
{
    private const int Patience = 30_000;
    private const int PieceChars = 150;

    [Fact(Timeout = Patience)]
    public async Task Every_secret_is_recognised_in_any_piece_of_it()
    {
        await using var server = await LocalEcrServer.StartAsync();
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        var password = Assert.Single(server.IssuedPasswords);

        foreach (var secret in new[] { password, client.Token })
        {
            Assert.All(
                Enumerable.Range(0, secret.Length - PieceChars),
                start => Assert.NotNull(Canary.FindMark(secret.Substring(start, PieceChars))));
        }
    }

    [Fact(Timeout = Patience)]
    public async Task The_signature_of_a_layers_address_is_recognised_without_its_name()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var digest = server.Account(EcrClient.Source).PushBlob("team/api", [1]);
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);

        using var found = await client.GetAsync($"/v2/team/api/blobs/{digest}");
        var signature = found.Headers.Location?.Query.Split("X-Amz-Signature=")[1] ?? "";

        Assert.Equal(64, signature.Length);
        Assert.NotNull(Canary.FindMark(signature));
    }

    [Fact]
    public void An_access_log_of_ones_own_is_no_secret() => Assert.Null(Canary.FindMark("GET /v2/team/api/blobs/sha256:00"));
}
