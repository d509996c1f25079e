namespace CmpPromoter.Testing;

/// <summary>A directory of one test's own, gone when it is disposed.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("cmp-promoter-test-").FullName;

    /// <summary>Writes a file below the directory, making the folders on the way.</summary>
    /// <returns>The file's full path.</returns>
    public string Write(string relativePath, string content)
    {
        var path = System.IO.Path.Combine(Path, relativePath);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!); // A combined path has a directory.
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
