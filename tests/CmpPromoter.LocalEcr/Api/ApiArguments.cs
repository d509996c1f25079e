using System.Text.Json;

namespace CmpPromoter.LocalEcr.Api;

/// <summary>The JSON arguments of one API call.</summary>
internal sealed class ApiArguments(JsonElement root)
{
    /// <summary>Absent when missing or null.</summary>
    /// <exception cref="EcrException">It is no text.</exception>
    public string? Text(string name) => TextOf(root, name);

    public string RequiredText(string name) => Text(name) is { Length: > 0 } text
        ? text
        : throw EcrErrors.InvalidParameter(name, "Member must not be null");

    public bool Has(string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null;

    /// <exception cref="EcrException">It is missing, or no whole number from 0 on.</exception>
    public long RequiredNumber(string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number
        && value.TryGetInt64(out var number) && number >= 0
            ? number
            : throw EcrErrors.InvalidParameter(name, "Member must be a number of at least 0");

    /// <exception cref="EcrException">It is missing, or not base64.</exception>
    public byte[] RequiredBytes(string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
        && value.TryGetBytesFromBase64(out var bytes)
            ? bytes
            : throw EcrErrors.InvalidParameter(name, "Member must be base64");

    /// <summary>The member of an object-valued argument.</summary>
    public string? Text(string name, string member) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Object
            ? TextOf(value, member)
            : null;

    public bool Flag(string name, string member) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Object
        && value.TryGetProperty(member, out var flag) && flag.ValueKind is JsonValueKind.True;

    public bool IsTrue(string name) => root.TryGetProperty(name, out var flag) && flag.ValueKind is JsonValueKind.True;

    /// <summary>The items of a list; empty when it is missing.</summary>
    /// <exception cref="EcrException">It is longer than the API allows.</exception>
    public ImmutableArray<JsonElement> Items(string name, int max)
    {
        if (!root.TryGetProperty(name, out var list) || list.ValueKind is not JsonValueKind.Array)
        {
            return [];
        }

        return list.GetArrayLength() <= max
            ? [.. list.EnumerateArray()]
            : throw EcrErrors.InvalidParameter(name, $"Member must have length less than or equal to {max}");
    }

    public ImmutableArray<string> Texts(string name, int max) =>
        [.. Items(name, max).Select(item => item.GetString() ?? "")];

    /// <summary>The texts of a list within an object-valued argument.</summary>
    public ImmutableArray<string> Texts(string name, string member, int max) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Object
            ? new ApiArguments(value).Texts(member, max)
            : [];

    public ImmutableArray<ImageId> ImageIds(string name) => [.. Items(name, 100).Select(ImageIdOf)];

    public ImageId ImageId(string name) => root.TryGetProperty(name, out var id) && id.ValueKind is JsonValueKind.Object
        ? ImageIdOf(id)
        : throw EcrErrors.InvalidParameter(name, "Member must not be null");

    /// <summary>One page of these items, and the token of the next.</summary>
    /// <exception cref="EcrException">maxResults or nextToken is none that can be.</exception>
    public (IReadOnlyList<T> Page, string? NextToken) Page<T>(
        IReadOnlyList<T> items, int defaultSize = 100, int maxSize = 1000)
    {
        var size = Has("maxResults") ? RequiredNumber("maxResults") : defaultSize;
        if (size < 1 || size > maxSize)
        {
            throw EcrErrors.InvalidParameter("maxResults", $"Member must have value between 1 and {maxSize}");
        }

        var offset = Text("nextToken") is { } token
            ? int.TryParse(token, out var parsed) && parsed >= 0
                ? parsed
                : throw EcrErrors.InvalidParameter("nextToken", "Invalid token")
            : 0;
        var page = items.Skip(offset).Take((int)size).ToArray();
        return (page, offset + page.Length < items.Count ? $"{offset + page.Length}" : null);
    }

    private static ImageId ImageIdOf(JsonElement item) =>
        new(TextOf(item, "imageDigest"), TextOf(item, "imageTag"));

    public static string? TextOf(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null
        ? null
        : value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : throw EcrErrors.InvalidParameter(name, "Member must be a string");
}
