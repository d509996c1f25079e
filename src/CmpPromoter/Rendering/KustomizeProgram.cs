using CmpPromoter.Configuration;

namespace CmpPromoter.Rendering;

/// <summary>The program that renders an overlay, and how it is told to.</summary>
internal sealed record KustomizeProgram
{
    /// <summary>The full path.</summary>
    public required string FilePath { get; init; }

    /// <summary>The verb: <c>build</c> for kustomize, <c>kustomize</c> for kubectl.</summary>
    public required string Verb { get; init; }

    /// <returns>kustomize, else kubectl, which has a kustomize inside; <c>null</c> when neither is there.</returns>
    public static KustomizeProgram? Find(SearchPath searchPath)
    {
        if (searchPath.Find("kustomize") is { } kustomize)
        {
            return new KustomizeProgram { FilePath = kustomize, Verb = "build" };
        }

        return searchPath.Find("kubectl") is { } kubectl
            ? new KustomizeProgram { FilePath = kubectl, Verb = "kustomize" }
            : null;
    }
}
