using System.Text;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Configuration;

/// <summary>Reads the administrator's file: options that are complete and consistent, or every fault at once.</summary>
internal static class PromotionFile
{
    public const string DefaultPath = "/etc/cmp-promoter/promotion.yaml";

    /// <summary>A complete file, to start from.</summary>
    public const string Example = """
        apiVersion: cmp-promoter/v1
        kind: Promotion
        destination:
          registry: 222222222222.dkr.ecr.us-east-1.amazonaws.com
        sources:
        - registry: 111111111111.dkr.ecr.us-east-1.amazonaws.com
        """;

    // Far above any real file; a wrong path must not fill the memory.
    private const int MaxBytes = 1024 * 1024;

    private const int ChunkBytes = 4096;

    /// <exception cref="PromoterException">
    /// The file is missing, cannot be read, or is not valid; the message says all there is to mend.
    /// </exception>
    public static PromotionOptions Read(string path) => Parse(Decode(ReadBytes(path), path), path);

    /// <param name="yaml">The text of the file.</param>
    /// <param name="sourceName">The file's path, for messages; relative paths in the file begin at its folder.</param>
    /// <exception cref="PromoterException">The text is not valid; the message lists every fault.</exception>
    public static PromotionOptions Parse(string yaml, string sourceName)
    {
        var faults = new ConfigFaults(sourceName);
        var root = ConfigTreeReader.Read(yaml, faults);
        if (root is not (null or ConfigMapping or ConfigRefused))
        {
            faults.Add(root.Place, "", $"the file is no mapping of keys and values; a complete one is:\n{Example}");
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(sourceName)) ?? "/";
        var options = root is ConfigMapping mapping ? new PromotionBinder(faults, folder).Bind(mapping) : null;
        faults.ThrowIfAny();
        return options ?? throw new InvalidOperationException("a configuration was refused without a fault");
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, ChunkBytes);
            using var bytes = new MemoryStream();
            var chunk = new byte[ChunkBytes];
            while (bytes.Length <= MaxBytes && file.Read(chunk) is > 0 and var count)
            {
                bytes.Write(chunk.AsSpan(0, count));
            }

            return bytes.Length <= MaxBytes ? bytes.ToArray() : throw Unusable(path, "it is larger than 1 MiB");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new PromoterException(
                FailureKind.Usage,
                $"Reading the configuration {path}: there is no such file. Give its path with --config, or in "
                + $"CMP_PROMOTER_CONFIG, or put it at {DefaultPath}. A complete file to start from:\n{Example}",
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, Directory.Exists(path) ? "it is a directory" : exception.Message, exception);
        }
    }

    private static string Decode(byte[] bytes, string path)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException exception)
        {
            throw Unusable(path, $"it is not UTF-8 text (byte {exception.Index + 1})", exception);
        }
    }

    private static PromoterException Unusable(string path, string reason, Exception? inner = null) =>
        new(
            FailureKind.Usage,
            $"Reading the configuration {path}: {SafeText.OneLine(reason)}. "
            + "Give a readable YAML file of at most 1 MiB.",
            inner);
}
