using System.Text.Json;

namespace CmpPromoter.Specs.MainJob;

/// <summary>Reads an index without the program's own reader.</summary>
internal static class ManifestText
{
    /// <summary>The digests of the children; there is at least one.</summary>
    public static string[] DigestsIn(string index)
    {
        using var document = JsonDocument.Parse(index);
        var digests = document.RootElement.GetProperty("manifests").EnumerateArray()
            .Select(child => child.GetProperty("digest").GetString() ?? "")
            .ToArray();
        Assert.NotEmpty(digests);
        return digests;
    }
}
