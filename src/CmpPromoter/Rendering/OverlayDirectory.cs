using CmpPromoter.Diagnostics;

namespace CmpPromoter.Rendering;

/// <summary>A directory on this machine that kustomize can build.</summary>
internal sealed record OverlayDirectory
{
    // https://github.com/kubernetes-sigs/kustomize/blob/master/api/konfig/general.go
    private static readonly ImmutableArray<string> FileNames =
        ["kustomization.yaml", "kustomization.yml", "Kustomization"];

    /// <summary>Begins with '/', so no name can be taken for a flag or a remote URL.</summary>
    public required string FullPath { get; init; }

    /// <summary>As the caller named it, fit for a message.</summary>
    public required string Name { get; init; }

    /// <summary>The file's full path; kustomize itself refuses a directory that has two.</summary>
    public required string KustomizationFile { get; init; }

    /// <exception cref="PromoterException">There is no such directory, or no kustomization in it.</exception>
    public static OverlayDirectory Require(string directory)
    {
        var name = SafeText.OneLine(directory);
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        if (!Directory.Exists(path))
        {
            throw new PromoterException(
                FailureKind.Render,
                $"Rendering {name}: there is no such directory. Give the path of an overlay in the checkout.");
        }

        return FileNames.Select(file => Path.Combine(path, file)).FirstOrDefault(File.Exists) is { } kustomization
            ? new OverlayDirectory { FullPath = path, Name = name, KustomizationFile = kustomization }
            : throw new PromoterException(
                FailureKind.Render,
                $"Rendering {name}: the directory holds no {string.Join(", ", FileNames[..^1])} or {FileNames[^1]}. "
                + "Give the path of an overlay, or add a kustomization to this one.");
    }
}
