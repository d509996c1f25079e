using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Registry;

/// <summary>
/// What a registry, its token service or its storage says of a refusal; empty texts where it says nothing.
/// </summary>
/// <remarks>
/// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes, RFC 6749 §5.2, and the XML of
/// Amazon S3.
/// </remarks>
internal sealed partial record ErrorBody(string Code, string Detail)
{
    /// <summary>The sentence stands at the beginning; nobody sends more in good faith.</summary>
    public const int MaxBytes = 64 * 1024;

    public static readonly ErrorBody None = new("", "");

    private const int MaxDetailChars = 300;
    private const string Redacted = "[redacted]";

    private static readonly ImmutableArray<string> SentenceNames = ["error_description", "details", "message"];

    /// <summary>Never fails: what is no known form is shown as text.</summary>
    public static ErrorBody Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return OfJson(document.RootElement) ?? None;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // No JSON, or JSON with text that is not Unicode: a proxy's page, a storage's XML, a bare sentence.
            return OfText(Encoding.UTF8.GetString(body.Span));
        }
    }

    /// <summary>The same without <paramref name="secret"/>, should the registry have repeated it.</summary>
    public ErrorBody Without(string secret) => secret.Length == 0
        ? this
        : new(
            Code.Replace(secret, Redacted, StringComparison.Ordinal),
            Detail.Replace(secret, Redacted, StringComparison.Ordinal));

    private static ErrorBody? OfJson(JsonElement root)
    {
        if (root.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        if (root.TryGetProperty("errors", out var errors) && errors.ValueKind is JsonValueKind.Array)
        {
            foreach (var error in errors.EnumerateArray().Where(error => error.ValueKind is JsonValueKind.Object))
            {
                return new ErrorBody(Text(error, "code"), WithDetail(Text(error, "message"), error));
            }
        }

        // Token services: OAuth2's error and error_description, Docker Hub's details, others' message.
        var sentence = SentenceNames.Select(name => Text(root, name)).FirstOrDefault(text => text.Length > 0);
        return new ErrorBody(Text(root, "error"), sentence ?? "");
    }

    private static string WithDetail(string message, JsonElement error)
    {
        if (!error.TryGetProperty("detail", out var detail) || detail.ValueKind is JsonValueKind.Null)
        {
            return message;
        }

        var text = detail.ValueKind is JsonValueKind.String ? detail.GetString() ?? "" : detail.GetRawText();
        text = SafeText.OneLine(text, MaxDetailChars);
        return text.Length == 0 || text is "{}" or "[]" || text == message ? message : $"{message} ({text})";
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString() ?? ""
            : "";

    private static ErrorBody OfText(string text)
    {
        var code = StorageCode().Match(text);
        var message = StorageMessage().Match(text);
        if (code.Success && message.Success)
        {
            return new ErrorBody(code.Groups[1].Value, message.Groups[1].Value);
        }

        var words = Spaces().Replace(Markup().Replace(text, " "), " ");
        return new ErrorBody("", SafeText.OneLine(WebUtility.HtmlDecode(words), MaxDetailChars));
    }

    [GeneratedRegex("<Code>([^<]{1,64})</Code>", RegexOptions.NonBacktracking)]
    private static partial Regex StorageCode();

    [GeneratedRegex("<Message>([^<]{1,1024})</Message>", RegexOptions.NonBacktracking)]
    private static partial Regex StorageMessage();

    [GeneratedRegex(
        "<style[^>]*>[^<]*</style>|<script[^>]*>[^<]*</script>|<[^>]*>",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Markup();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();
}
