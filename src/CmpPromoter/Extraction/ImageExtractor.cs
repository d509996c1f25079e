using System.Buffers;
using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Overlays;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Extraction;

/// <summary>
/// Finds every image that a rendered overlay names: where a PodSpec names one, whatever resource holds it; where kinds
/// of resources known to this program or to the administrator do; and scalars elsewhere that are wholly a reference
/// into the destination registry. What is no reference at all stops a render only where it claims to be at the destination.
/// </summary>
internal sealed partial class ImageExtractor(ImageOptions options, RegistryHost destination, ILogger<ImageExtractor> logger)
{
    /// <summary>More than ten times what the largest applications name.</summary>
    public const int MaxUses = 10_000;

    /// <summary>A reader mends a few and renders again; Argo CD shows the message in a small window.</summary>
    private const int MaxRefusalsShown = 20;

    private const int MaxTextShown = 200;

    private static readonly SearchValues<char> PatternChars = SearchValues.Create("{}$*?!|<>&");

    private readonly ImageFields fields = new(KnownImageFields.All, options.Fields.Select(ImageFieldRule.Of));
    private readonly string destinationPrefix = options.Sweep is SweepMode.Off ? "" : destination + "/";

    /// <summary>What kustomize prints is read without the YAML parser; tests compare with what the parser alone finds.</summary>
    public bool IsQuick { get; init; } = true;

    /// <returns>The uses in the order in which they stand in the overlay; one image may have several.</returns>
    /// <exception cref="PromoterException">
    /// The overlay is empty, not YAML, too large, or names an image of the destination with what is no reference.
    /// </exception>
    public ImmutableArray<ImageUse> Extract(RenderedOverlay overlay)
    {
        var wanted = new WantedScalars(fields.Keys, destinationPrefix);
        using var reader = new OverlayReader(overlay, wanted, IsQuick);
        var walker = new DocumentWalker(reader, wanted);
        var uses = ImmutableArray.CreateBuilder<ImageUse>();
        var oddities = new Oddities([], []);
        var resources = 0;
        while (walker.ReadDocument())
        {
            resources += walker.Resources;
            foreach (var candidate in walker.Candidates)
            {
                Judge(overlay, candidate, uses, oddities);
            }

            if (uses.Count + oddities.Count > MaxUses)
            {
                throw reader.Refuse($"it names more than {MaxUses} images; split it into several applications");
            }
        }

        if (oddities.OfDestination.Count > 0)
        {
            throw Refused(overlay, oddities.OfDestination);
        }

        Warn(oddities.Foreign);

        // Argo CD takes an empty success for the wish to delete everything the application has.
        return resources > 0 ? uses.ToImmutable() : throw new PromoterException(
            FailureKind.Render,
            $"kustomize rendered nothing for '{SafeText.OneLine(overlay.Directory)}': its output holds no resource. "
            + "List resources in its kustomization.yaml; to delete the application, delete it in Argo CD.");
    }

    private void Judge(
        RenderedOverlay overlay, ImageCandidate candidate, ImmutableArray<ImageUse>.Builder uses, Oddities oddities)
    {
        var resource = candidate.Scope.Resource;
        var path = candidate.Path.AsSpan()[resource.PathLength..];
        var group = GroupOf(resource.ApiVersion);
        var origin = fields.FindOrigin(group, resource.Kind, path);
        if (origin is null && !candidate.IsInDestination)
        {
            return;
        }

        var isReference = ImageReference.TryParse(candidate.Text, out var reference, out var reason);
        if (isReference && (origin is not null || IsExplicit(candidate.Text)))
        {
            uses.Add(new ImageUse
            {
                Reference = reference!, // TryParse has said so.
                Text = candidate.Text,
                Overlay = overlay.Directory,
                Origin = origin ?? ImageUseOrigin.Swept,
                Resource = resource.Identity,
                FieldPath = PathSegment.Text(path),
                Line = candidate.Line,
            });
        }
        else if (!isReference && origin is not null && !IsFilledIn(group, candidate.Text))
        {
            (ClaimsDestination(candidate.Text) ? oddities.OfDestination : oddities.Foreign).Add(
                $"{Shown(resource.Identity.ToString())}, {Shown(PathSegment.Text(path))} (line {candidate.Line}): "
                + $"'{Shown(candidate.Text)}' is not an image reference: {Shown(reason!)}"); // TryParse has said so.
        }
    }

    /// <summary>It names a tag or a digest: <c>host/repository</c> alone is as likely a repository's address.</summary>
    private bool IsExplicit(string text) => text.AsSpan(destinationPrefix.Length).ContainsAny(':', '@');

    /// <summary>It begins with the destination's name, however much is wrong with the rest, or with how it is written.</summary>
    private bool ClaimsDestination(string text)
    {
        var name = text.AsSpan().Trim();
        var scheme = name.IndexOf("://", StringComparison.Ordinal);
        name = scheme < 0 ? name : name[(scheme + 3)..];
        var end = name.IndexOf('/');
        return end >= 0 && RegistryHost.TryParse(name[..end].ToString(), out var host, out _) && host.Names(destination);
    }

    /// <summary>
    /// Another controller fills the text in (Argo Workflows <c>{{…}}</c>, Tekton <c>$(…)</c>, Istio a blank) or compares with it
    /// (Kyverno <c>!*:latest</c>). In a resource of Kubernetes itself a pattern is a mistake: nothing is filled in there.
    /// </summary>
    private static bool IsFilledIn(string group, string text) => string.IsNullOrWhiteSpace(text)
        || (group is not ("" or "apps" or "batch" or "extensions") && text.AsSpan().ContainsAny(PatternChars));

    private static string GroupOf(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : apiVersion[..slash];
    }

    private static PromoterException Refused(RenderedOverlay overlay, List<string> refusals)
    {
        var shown = string.Join('\n', refusals.Take(MaxRefusalsShown));
        var hidden = refusals.Count > MaxRefusalsShown ? $"\nand {refusals.Count - MaxRefusalsShown} more" : "";
        return new PromoterException(
            FailureKind.Image,
            $"Finding the images of '{SafeText.OneLine(overlay.Directory)}': {shown}{hidden}. "
            + "Write registry/repository:tag or registry/repository@sha256:… there; kubelet could not pull it either.");
    }

    private static string Shown(string text) => SafeText.OneLine(text, MaxTextShown);

    private void Warn(List<string> foreign)
    {
        foreach (var oddity in foreign.Take(MaxRefusalsShown))
        {
            Log.LeftAlone(logger, oddity);
        }

        if (foreign.Count > MaxRefusalsShown)
        {
            Log.MoreLeftAlone(logger, foreign.Count - MaxRefusalsShown);
        }
    }

    /// <summary>Image fields that hold no reference, one sentence each, by whose registry they claim to be at.</summary>
    private sealed record Oddities(List<string> OfDestination, List<string> Foreign)
    {
        public int Count => OfDestination.Count + Foreign.Count;
    }

    private static partial class Log
    {
        [LoggerMessage(201, LogLevel.Warning, "left alone: {Oddity}")]
        public static partial void LeftAlone(ILogger logger, string oddity);

        [LoggerMessage(202, LogLevel.Warning, "left alone: {Count} more image fields that hold no reference")]
        public static partial void MoreLeftAlone(ILogger logger, int count);
    }
}
