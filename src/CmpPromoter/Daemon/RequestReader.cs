using System.Text.Json;
using CmpPromoter.DaemonApi;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Overlays;

namespace CmpPromoter.Daemon;

/// <summary>Turns what somebody sent over the socket into images and a caller, or says what is wrong with it.</summary>
internal static class RequestReader
{
    /// <summary>A Kubernetes name has 253 at most, and Argo CD joins two for an application of another namespace.</summary>
    private const int MaxNameChars = 520;

    /// <exception cref="PromoterException">The request cannot be used.</exception>
    public static async Task<PromotionRequest> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(body, WireJson.Default.PromotionRequest, cancellationToken)
                ?? throw Refuse("it is null");
        }
        catch (JsonException fault)
        {
            throw Refuse($"it is not the JSON of a promotion ({SafeText.OneLine(fault.Path ?? "$", 64)})", fault);
        }
    }

    /// <exception cref="PromoterException">A name is no name.</exception>
    public static Caller CallerOf(PromotionRequest request) => new()
    {
        Application = Name(request.Caller?.Application, "application"),
        Project = Name(request.Caller?.Project, "project"),
        Revision = Name(request.Caller?.Revision, "revision"),
        TargetRevision = Name(request.Caller?.TargetRevision, "target revision"),
    };

    /// <exception cref="PromoterException">There are too many images, or one is none.</exception>
    public static ImmutableArray<ImageUse> UsesOf(PromotionRequest request)
    {
        if (request.Images.IsDefault)
        {
            throw Refuse("it names no images");
        }

        return request.Images.Length <= WireNames.MaxImages
            ? [.. request.Images.Select(image => UseOf(image, request.Caller?.Application ?? ""))]
            : throw Refuse($"it names {request.Images.Length} images, and {WireNames.MaxImages} are allowed. Split the overlay");
    }

    private static ImageUse UseOf(RequestedImage? image, string application)
    {
        var text = image?.Reference ?? "";
        if (!ImageReference.TryParse(text, out var reference, out var reason))
        {
            throw Refuse($"image '{SafeText.OneLine(text, 128)}': {reason}");
        }

        return new ImageUse
        {
            Reference = reference,
            Text = text,
            Overlay = "",
            Origin = image!.Swept ? ImageUseOrigin.Swept : ImageUseOrigin.Declared, // Without it there is no reference.
            Resource = new ResourceIdentity { ApiVersion = "", Kind = "Application", Namespace = "", Name = application },
            FieldPath = "",
            Line = 1,
        };
    }

    private static string Name(string? name, string what) => name is null || (name.Length <= MaxNameChars && !name.Any(char.IsControl))
        ? name ?? ""
        : throw Refuse($"its {what} is no name");

    private static PromoterException Refuse(string why, Exception? inner = null) =>
        new(FailureKind.Usage, $"the request cannot be used: {why}", inner);
}
