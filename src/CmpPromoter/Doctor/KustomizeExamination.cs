using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Rendering;

namespace CmpPromoter.Doctor;

/// <summary>Is there a kustomize, and which?</summary>
/// <param name="environment">Holds PATH.</param>
/// <param name="directory">The overlay's, or the working directory.</param>
internal sealed class KustomizeExamination(ProcessEnvironment environment, string directory)
{
    public const string Subject = "kustomize";

    public async Task<ImmutableArray<Finding>> LookAsync(CancellationToken cancellationToken) =>
        await KustomizeVersion.FindAsync(environment, directory, cancellationToken) is { } found
            ? [Finding.Good(Subject, $"{found.FilePath}: {found.Text}")]
            :
            [
                Finding.Bad(
                    Subject,
                    "neither kustomize nor kubectl is on PATH",
                    "Install one of them where this program runs; the image that the Dockerfile builds has one",
                    FailureKind.Render),
            ];
}
