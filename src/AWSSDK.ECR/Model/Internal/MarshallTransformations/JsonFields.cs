using System.Text.Json;

namespace Amazon.ECR.Model.Internal.MarshallTransformations;

/// <summary>Fields of AWS JSON: what is not set is not written, what is not there or null reads as null.</summary>
internal static class JsonFields
{
    public static void WriteField(this Utf8JsonWriter body, string name, string value)
    {
        if (value is not null)
        {
            body.WriteString(name, value);
        }
    }

    /// <summary>AWS JSON writes bytes as base64.</summary>
    public static void WriteField(this Utf8JsonWriter body, string name, MemoryStream value)
    {
        if (value is not null)
        {
            body.WriteBase64String(name, value.ToArray());
        }
    }

    public static void WriteField(this Utf8JsonWriter body, string name, long? value)
    {
        if (value is { } number)
        {
            body.WriteNumber(name, number);
        }
    }

    public static void WriteField(this Utf8JsonWriter body, string name, List<string> values) =>
        body.WriteField(name, values, static (body, value) => body.WriteStringValue(value));

    public static void WriteField<T>(
        this Utf8JsonWriter body, string name, List<T> values, Action<Utf8JsonWriter, T> write)
    {
        if (values is null || (values.Count == 0 && AWSConfigs.InitializeCollections))
        {
            return;
        }

        body.WriteStartArray(name);
        foreach (var value in values)
        {
            write(body, value);
        }

        body.WriteEndArray();
    }

    public static JsonElement? Field(this JsonElement from, string name) =>
        from.TryGetProperty(name, out var field) && field.ValueKind is not JsonValueKind.Null ? field : null;

    public static string Text(this JsonElement from, string name) => from.Field(name)?.GetString();

    public static long? Number(this JsonElement from, string name) => from.Field(name)?.GetInt64();

    public static bool? Flag(this JsonElement from, string name) => from.Field(name)?.GetBoolean();

    /// <summary>AWS JSON writes a time as seconds since 1970, with a fraction.</summary>
    public static DateTime? Time(this JsonElement from, string name) =>
        from.Field(name) is { } seconds ? DateTime.UnixEpoch.AddSeconds(seconds.GetDouble()) : null;

    public static T Object<T>(this JsonElement from, string name, Func<JsonElement, T> read)
        where T : class =>
        from.Field(name) is { } field ? read(field) : null;

    public static List<T> List<T>(this JsonElement from, string name, Func<JsonElement, T> read) =>
        from.Field(name) is { } field ? [.. field.EnumerateArray().Select(read)]
        : AWSConfigs.InitializeCollections ? []
        : null;
}
