namespace CmpPromoter.LocalEcr.Accounts;

/// <summary>The storage class of an image; only an active one can be pulled.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/userguide/archive_restore_image.html</remarks>
public enum ImageStatus
{
    Active,
    Archived,
    Activating,
}
