namespace CmpPromoter.Demo;

/// <summary>kustomize itself, to compare with; chosen as the promoter chooses it.</summary>
internal sealed record KustomizeTool(string Program, ImmutableArray<string> Arguments)
{
    /// <returns>kustomize, else kubectl with its built-in kustomize; absent when neither is on PATH.</returns>
    public static KustomizeTool? Find() =>
        IsOnPath("kustomize") ? new KustomizeTool("kustomize", ["build", Repository.Overlay])
        : IsOnPath("kubectl") ? new KustomizeTool("kubectl", ["kustomize", Repository.Overlay])
        : null;

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(directory => directory.Length > 0 && File.Exists(Path.Combine(directory, program)));
}
