using System.Text.Json;

namespace CmpPromoter.Configuration;

/// <summary>Reads a lifecycle policy, which stands in the file itself or in one of its own.</summary>
/// <param name="folder">Where relative paths begin.</param>
internal sealed class LifecyclePolicyBinder(string folder)
{
    private const string TextKey = "lifecyclePolicy";
    private const string FileKey = "lifecyclePolicyFile";

    // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutLifecyclePolicy.html
    private const int MaxChars = 30_720;

    private static readonly string Form = $"write a lifecycle policy, a JSON object of at most {MaxChars} characters";

    /// <returns><c>null</c> when there is none, or none that can be used.</returns>
    public string? Bind(ConfigSection section)
    {
        if (section.Has(TextKey) && section.Has(FileKey))
        {
            section.Refuse(FileKey, $"{TextKey} and {FileKey} exclude each other; keep one");
            return null;
        }

        return section.Text(FileKey) is { } path
            ? Read(section, Path.GetFullPath(path, folder))
            : section.Text(TextKey, Refuse);
    }

    private static string? Read(ConfigSection section, string path)
    {
        string text;
        try
        {
            using var reader = new StreamReader(path);
            var buffer = new char[MaxChars + 1];
            text = new string(buffer, 0, reader.ReadBlock(buffer));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            section.Refuse(FileKey, $"{ConfigFaults.Show(path)}: {fault.Message}");
            return null;
        }

        if (Refuse(text) is { } reason)
        {
            section.Refuse(FileKey, $"{ConfigFaults.Show(path)}: {reason}");
            return null;
        }

        return text;
    }

    private static string? Refuse(string text)
    {
        if (text.Length > MaxChars)
        {
            return Form;
        }

        try
        {
            using var policy = JsonDocument.Parse(text);
            return policy.RootElement.ValueKind == JsonValueKind.Object ? null : Form;
        }
        catch (JsonException exception)
        {
            return "write a lifecycle policy as JSON text, such as with '|-'; "
                + $"the parser says {ConfigFaults.Show(exception.Message)}";
        }
    }
}
