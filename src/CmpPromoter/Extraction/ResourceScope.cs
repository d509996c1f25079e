using CmpPromoter.Overlays;

namespace CmpPromoter.Extraction;

/// <summary>
/// A mapping that is a resource, or that is one if the mapping round it turns out to be a list: filled while the
/// document is read, since a resource may state its kind after everything else.
/// </summary>
internal sealed class ResourceScope(ResourceScope? parent, int pathLength)
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public string Namespace { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>How many steps of the document's path lead to this mapping.</summary>
    public int PathLength { get; } = pathLength;

    /// <summary><c>items</c> is a sequence here.</summary>
    public bool HasItems { get; set; }

    /// <summary>It holds other resources, as API machinery decides it: a kind …List with a sequence of items.</summary>
    /// <remarks>
    /// https://github.com/kubernetes/apimachinery/blob/master/pkg/apis/meta/v1/unstructured/unstructured.go, IsList.
    /// </remarks>
    public bool IsList => Kind is "List" || (HasItems && Kind.EndsWith("List", StringComparison.Ordinal));

    public ResourceIdentity Identity => new()
    {
        ApiVersion = ApiVersion,
        Kind = Kind,
        Namespace = Namespace,
        Name = Name,
    };

    /// <summary>This mapping when every mapping round it is a list, else the outermost one that is no list.</summary>
    public ResourceScope Resource
    {
        get
        {
            var resource = this;
            for (var outer = Parent; outer is not null; outer = outer.Parent)
            {
                resource = outer.IsList ? resource : outer;
            }

            return resource;
        }
    }

    private ResourceScope? Parent { get; } = parent;
}
