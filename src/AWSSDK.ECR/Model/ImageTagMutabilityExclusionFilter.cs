namespace Amazon.ECR.Model;

/// <summary>Tags that a repository's tag mutability does not hold for.</summary>
public class ImageTagMutabilityExclusionFilter
{
    public string Filter { get; set; }

    public ImageTagMutabilityExclusionFilterType FilterType { get; set; }
}
