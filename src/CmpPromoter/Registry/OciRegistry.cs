namespace CmpPromoter.Registry;

/// <summary>A registry that speaks the OCI distribution API.</summary>
internal sealed class OciRegistry;
