using System.Net;
using System.Text.Json;

namespace CmpPromoter.Tests.LocalEcr;

/// <summary>What an answer of the registry protocol must be.</summary>
internal static class RegistryAssert
{
    public static async Task RefusedAsync(
        HttpResponseMessage response, HttpStatusCode status, string code, string message)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal(status, response.StatusCode);
        using var document = JsonDocument.Parse(body);
        var error = document.RootElement.GetProperty("errors")[0];
        Assert.Equal(
            (code, message), (error.GetProperty("code").GetString(), error.GetProperty("message").GetString()));
    }

    public static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(",", values)
        : response.Content.Headers.TryGetValues(name, out var more) ? string.Join(",", more) : "";
}
