namespace CmpPromoter.Testing;

/// <summary>A directory of one test's own, gone when it is disposed.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    private const string MemoryFileSystem = "/dev/shm";

    private TemporaryDirectory(string path)
    {
        Path = path;
    }

    public TemporaryDirectory()
        : this(Directory.CreateTempSubdirectory("cmp-promoter-test-").FullName)
    {
    }

    public string Path { get; }

    /// <summary>In memory where there is room for so many bytes, since disks are slow; else as any other.</summary>
    public static TemporaryDirectory WithRoomFor(long sizeBytes)
    {
        if (!Directory.Exists(MemoryFileSystem) || new DriveInfo(MemoryFileSystem).AvailableFreeSpace < sizeBytes)
        {
            return new TemporaryDirectory();
        }

        var path = System.IO.Path.Combine(MemoryFileSystem, $"cmp-promoter-test-{Guid.NewGuid():n}");
        return new TemporaryDirectory(Directory.CreateDirectory(path).FullName);
    }

    /// <summary>Writes a file below the directory, making the folders on the way.</summary>
    /// <returns>The file's full path.</returns>
    public string Write(string relativePath, string content)
    {
        var path = System.IO.Path.Combine(Path, relativePath);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!); // A combined path has a directory.
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Makes an empty directory below this one.</summary>
    /// <returns>Its full path.</returns>
    public string Make(string relativePath) =>
        Directory.CreateDirectory(System.IO.Path.Combine(Path, relativePath)).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
