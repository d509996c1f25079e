using System.Text.Json;

namespace CmpPromoter.LocalEcr.Api;

/// <summary>The JSON arguments of one API call.</summary>
internal sealed class ApiArguments(JsonElement root)
{
    private const int MaxPageSize = 1000;

    /// <summary>Absent when missing or null.</summary>
    /// <exception cref="EcrException">It is no text.</exception>
    public string? Text(string name) => TextOf(root, name);

    public string RequiredText(string name) => Text(name) is { Length: > 0 } text
        ? text
        : throw EcrErrors.InvalidParameter(name, "Member must not be null");

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

    public ImmutableArray<ImageId> ImageIds(string name) =>
        [.. Items(name, 100).Select(item => new ImageId(TextOf(item, "imageDigest"), TextOf(item, "imageTag")))];

    /// <summary>One page of these items, and the token of the next.</summary>
    public (IReadOnlyList<T> Page, string? NextToken) Page<T>(IReadOnlyList<T> items, int defaultSize = 100)
    {
        var size = root.TryGetProperty("maxResults", out var max) && max.TryGetInt32(out var wanted)
            ? Math.Clamp(wanted, 1, MaxPageSize)
            : defaultSize;
        var offset = Text("nextToken") is { } token
            ? int.TryParse(token, out var parsed) && parsed >= 0
                ? parsed
                : throw EcrErrors.InvalidParameter("nextToken", "Invalid token")
            : 0;
        var page = items.Skip(offset).Take(size).ToArray();
        return (page, offset + page.Length < items.Count ? $"{offset + page.Length}" : null);
    }

    public static string? TextOf(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null
        ? null
        : value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : throw EcrErrors.InvalidParameter(name, "Member must be a string");
}
