using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Rendering.Parameters;

/// <summary>The application's repository around its directory: where the paths that parameters name may lead, and where not.</summary>
internal sealed record Checkout
{
    /// <summary>The repository's directory, free of symbolic links.</summary>
    public required string Root { get; init; }

    /// <summary>The application's directory, free of symbolic links; the root or below it.</summary>
    public required string Application { get; init; }

    /// <summary>
    /// Argo CD says which directory of the repository it has entered. Elsewhere the repository is what <c>.git</c> stands in,
    /// or the working directory, or else the overlay alone.
    /// </summary>
    /// <exception cref="PromoterException">The directory leads out of its own repository.</exception>
    public static Checkout Of(OverlayDirectory overlay, ProcessEnvironment environment)
    {
        var application = RealPath.Find(overlay.FullPath);
        var root = RealPath.Find(RootOf(overlay.FullPath, environment));
        return application is not null && root is not null && RealPath.IsWithin(application, root)
            ? new Checkout { Root = root, Application = application }
            : throw new PromoterException(
                FailureKind.Render,
                $"Rendering {overlay.Name}: the directory is a symbolic link out of its repository. Give the directory itself.");
    }

    /// <summary>Why a path of the author's cannot be used, with what is valid; <c>null</c> when it leads to something in the repository.</summary>
    public string? Refuse(string path)
    {
        if (Path.IsPathRooted(path) || path.Contains("://", StringComparison.Ordinal) || path.Contains('\0', StringComparison.Ordinal))
        {
            return $"{ParameterFault.Show(path)} is no relative path; write it as seen from the application's directory.";
        }

        var real = RealPath.Find(Path.Combine(Application, path));
        return real is null ? $"{ParameterFault.Show(path)} does not exist; write the path as seen from the application's directory."
            : RealPath.IsWithin(real, Root) ? null
            : $"{ParameterFault.Show(path)} leads out of the application's repository; name something inside it.";
    }

    private static string RootOf(string application, ProcessEnvironment environment)
    {
        if (environment.SourcePath is { } sourcePath)
        {
            var below = string.Join('/', sourcePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."));
            return below.Length == 0 ? application
                : application.EndsWith("/" + below, StringComparison.Ordinal) ? application[..^(below.Length + 1)]
                : application;
        }

        for (var directory = application; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (Path.Exists(Path.Combine(directory, ".git")))
            {
                return directory;
            }
        }

        var current = Directory.GetCurrentDirectory();
        return RealPath.IsWithin(application, current) ? current : application;
    }
}
