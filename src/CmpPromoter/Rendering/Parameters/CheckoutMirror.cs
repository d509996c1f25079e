using System.Globalization;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Rendering.Parameters;

/// <summary>
/// Repeats a repository's shape in another folder: the application's files are copied, every entry beside its directory and
/// beside those above it, up to the root, is a link to the original.
/// </summary>
internal sealed class CheckoutMirror(Checkout checkout)
{
    // An application's directory is a handful of files; a whole repository behind path "." may still be copied.
    private const int MaxEntries = 20_000;
    private const long MaxBytes = 64L * 1024 * 1024;

    private int entries;
    private long copiedBytes;

    /// <returns>The directory in <paramref name="folder"/> that stands for the application's.</returns>
    /// <exception cref="PromoterException">The application's directory is too large to copy.</exception>
    public string Build(string folder)
    {
        var (original, mirrored) = (checkout.Root, folder);
        var below = Path.GetRelativePath(checkout.Root, checkout.Application);
        foreach (var segment in below.Split('/').Where(segment => segment != "."))
        {
            foreach (var entry in new DirectoryInfo(original).EnumerateFileSystemInfos().Where(entry => entry.Name != segment))
            {
                File.CreateSymbolicLink(Path.Combine(mirrored, entry.Name), entry.FullName);
            }

            original = Path.Combine(original, segment);
            mirrored = Directory.CreateDirectory(Path.Combine(mirrored, segment)).FullName;
        }

        Copy(new DirectoryInfo(original), mirrored);
        return mirrored;
    }

    private void Copy(DirectoryInfo source, string target)
    {
        foreach (var entry in source.EnumerateFileSystemInfos().Where(entry => entry.Name != ".git"))
        {
            Count(entry);
            var path = Path.Combine(target, entry.Name);
            if (entry.LinkTarget is { } link)
            {
                File.CreateSymbolicLink(path, link);
            }
            else if (entry is DirectoryInfo directory)
            {
                Copy(directory, Directory.CreateDirectory(path).FullName);
            }
            else
            {
                File.Copy(entry.FullName, path);
            }
        }
    }

    private void Count(FileSystemInfo entry)
    {
        entries++;
        copiedBytes += entry is FileInfo { LinkTarget: null } file ? file.Length : 0;
        if (entries > MaxEntries || copiedBytes > MaxBytes)
        {
            throw new PromoterException(
                FailureKind.Render,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Applying the application's parameters: its directory holds more than {MaxEntries} files or {ByteText.Of(MaxBytes)}, too much to copy for a render. ")
                + "Let the Application's path name the overlay's own directory, or write the options into the kustomization.");
        }
    }
}
