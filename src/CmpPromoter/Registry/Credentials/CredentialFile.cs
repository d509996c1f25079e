using System.Text;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Registry.Credentials;

/// <summary>
/// Reads the administrator's files that hold credentials, and says which one cannot be read and why, never what is in
/// it.
/// </summary>
internal static class CredentialFile
{
    /// <exception cref="PromoterException">
    /// The file is missing, unreadable or larger than <paramref name="maxBytes"/>.
    /// </exception>
    public static async Task<string> ReadAsync(
        string path, string what, int maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(path);
            var bytes = new byte[maxBytes + 1];
            var count = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            return count <= maxBytes
                ? Encoding.UTF8.GetString(bytes, 0, count)
                : throw Failure(path, what, $"it has more than {maxBytes} bytes", inner: null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Failure(path, what, fault.Message, fault);
        }
    }

    public static PromoterException Failure(string path, string what, string why, Exception? inner) => new(
        FailureKind.Usage,
        $"Reading the registry's {what} from {path}: {why}. Check this registry's credentials in the configuration",
        inner);
}
