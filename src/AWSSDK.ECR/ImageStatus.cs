using Amazon.Runtime;

namespace Amazon.ECR;

/// <summary>Whether an image can be pulled.</summary>
public class ImageStatus : ConstantClass
{
    public static readonly ImageStatus ACTIVATING = new("ACTIVATING");
    public static readonly ImageStatus ACTIVE = new("ACTIVE");
    public static readonly ImageStatus ARCHIVED = new("ARCHIVED");

    public ImageStatus(string value)
        : base(value)
    {
    }

    public static implicit operator ImageStatus(string value) => FindValue(value);

    public static ImageStatus FindValue(string value) => FindValue<ImageStatus>(value);
}
