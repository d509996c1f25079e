using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Rendering;

namespace CmpPromoter.Doctor;

/// <summary>Is there a kustomize, and which?</summary>
/// <param name="environment">Holds PATH.</param>
/// <param name="directory">The overlay's, or the working directory: programs inside are not used.</param>
internal sealed class KustomizeExamination(ProcessEnvironment environment, string directory)
{
    public const string Subject = "kustomize";

    public async Task<ImmutableArray<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        var searchPath = SearchPath.Of(environment, Path.GetFullPath(directory));
        return await KustomizeVersion.FindAsync(environment, searchPath, cancellationToken) is { } found
            ? [Finding.Good(Subject, $"{found.FilePath}: {found.Text}")]
            :
            [
                Finding.Bad(
                    Subject,
                    $"neither kustomize nor kubectl is on PATH ({searchPath.Description})",
                    "Install one of them where this program runs; the image that the Dockerfile builds has one",
                    FailureKind.Render),
            ];
    }
}
