using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Rendering.Parameters;

/// <summary>
/// The application's directory with the parameters written into its kustomization, in a folder that only this user may enter
/// and that is gone when this is disposed. The author's own files are not touched.
/// </summary>
/// <remarks>
/// kustomize reads files of its own root only, and what edits a kustomization takes effect inside it, before its prefixes and
/// images. So the folder repeats the repository's shape: the application's files as copies, everything beside and above as links.
/// </remarks>
internal sealed class PrivateOverlay : IDisposable
{
    public const string FolderPrefix = "cmp-promoter-render-";

    // A kustomization is read by people; a wrong file must not fill the memory.
    private const int MaxKustomizationBytes = 1024 * 1024;

    private readonly string folder;

    private PrivateOverlay(string folder)
    {
        this.folder = folder;
    }

    /// <summary>What kustomize is to build, under the name of the original.</summary>
    public required OverlayDirectory Directory { get; init; }

    /// <exception cref="PromoterException">A parameter leads out of the repository, or does not fit the kustomization.</exception>
    public static PrivateOverlay Create(OverlayDirectory overlay, RenderParameters parameters, ProcessEnvironment environment)
    {
        var checkout = Checkout.Of(overlay, environment);
        RefusePaths(parameters, checkout);
        var edited = Edit(overlay, checkout, parameters);
        var folder = CreateFolder(environment.TemporaryDirectory);
        try
        {
            var application = new CheckoutMirror(checkout).Build(folder);
            var file = Path.Combine(application, Path.GetFileName(overlay.KustomizationFile));
            File.Delete(file); // It may be a link or read-only.
            File.WriteAllText(file, edited);
            return new PrivateOverlay(folder) { Directory = overlay with { FullPath = application } };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            System.IO.Directory.Delete(folder, recursive: true);
            throw new PromoterException(
                FailureKind.Render,
                $"Rendering {overlay.Name}: its files could not be copied to apply the application's parameters: {SafeText.OneLine(fault.Message)}",
                fault);
        }
        catch (PromoterException)
        {
            System.IO.Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public void Dispose() => System.IO.Directory.Delete(folder, recursive: true);

    private static string CreateFolder(string parent)
    {
        const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var path = Path.Combine(parent, $"{FolderPrefix}{Guid.NewGuid():n}");
        return OperatingSystem.IsWindows()
            ? System.IO.Directory.CreateDirectory(path).FullName
            : System.IO.Directory.CreateDirectory(path, OwnersAlone).FullName;
    }

    private static void RefusePaths(RenderParameters parameters, Checkout checkout)
    {
        foreach (var (index, component) in parameters.Components.Index())
        {
            if (checkout.Refuse(component) is { } reason)
            {
                throw ParameterFault.Of($"components[{index}]", reason);
            }
        }

        foreach (var (index, patch) in parameters.Patches.Index())
        {
            if (patch.Text("path") is { } path && checkout.Refuse(path) is { } reason)
            {
                throw ParameterFault.Of($"patches[{index}].path", reason);
            }
        }
    }

    private static string Edit(OverlayDirectory overlay, Checkout checkout, RenderParameters parameters)
    {
        // kustomize follows no link out of its root, and neither may this.
        var name = Path.GetFileName(overlay.KustomizationFile);
        var path = RealPath.Find(Path.Combine(checkout.Application, name));
        if (path is null || !RealPath.IsWithin(path, checkout.Application))
        {
            throw Unreadable(overlay, "it is a symbolic link out of its directory");
        }

        var length = new FileInfo(path).Length;
        if (length > MaxKustomizationBytes)
        {
            throw Unreadable(overlay, $"it has {length} bytes, more than {MaxKustomizationBytes}");
        }

        return YamlDocument.TryRead(File.ReadAllText(path), out var root, out var reason)
            ? root is YamlMapping kustomization
                ? Write(overlay, new KustomizationEditor(parameters).Edit(kustomization))
                : throw Unreadable(overlay, "it holds no mapping")
            : throw Unreadable(overlay, reason);
    }

    private static string Write(OverlayDirectory overlay, YamlMapping edited) => YamlDocument.TryWrite(edited, out var text)
        ? text
        : throw Unreadable(overlay, "it holds what cannot be written again unchanged, such as a tag of its own or an alias as a key");

    private static PromoterException Unreadable(OverlayDirectory overlay, string reason) => new(
        FailureKind.Render,
        $"Rendering {overlay.Name}: the application's parameters cannot be written into {Path.GetFileName(overlay.KustomizationFile)}: "
        + $"{reason}. Mend the file, or take the parameters out of the Application.");
}
