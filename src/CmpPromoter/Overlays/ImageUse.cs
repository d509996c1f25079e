using CmpPromoter.Oci;

namespace CmpPromoter.Overlays;

/// <summary>One place of the rendered overlay that names an image.</summary>
internal sealed record ImageUse
{
    public required ImageReference Reference { get; init; }

    /// <summary>The scalar's value as it stands in the overlay, defaults not written out.</summary>
    public required string Text { get; init; }

    /// <summary>The overlay's directory, as the caller named it.</summary>
    public required string Overlay { get; init; }

    public required ImageUseOrigin Origin { get; init; }

    public required ResourceIdentity Resource { get; init; }

    /// <summary>Where in the resource, such as <c>spec.template.spec.containers[0].image</c>.</summary>
    public required string FieldPath { get; init; }

    /// <summary>Line in the rendered overlay, from 1.</summary>
    public required int Line { get; init; }
}

/// <summary>Why a scalar is taken for an image.</summary>
internal enum ImageUseOrigin
{
    /// <summary>It stands where a PodSpec or a known kind of resource names an image.</summary>
    Declared,

    /// <summary>The administrator's <c>images.fields</c> names its path.</summary>
    Configured,

    /// <summary>Its whole value is a reference into the destination registry (<c>images.sweep</c>).</summary>
    Swept,
}
