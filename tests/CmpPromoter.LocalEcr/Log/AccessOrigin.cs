namespace CmpPromoter.LocalEcr.Log;

/// <summary>Which part of AWS a request came to.</summary>
public enum AccessOrigin
{
    /// <summary>The ECR control plane.</summary>
    Api,

    /// <summary>The registry protocol of one account.</summary>
    Registry,

    /// <summary>The second origin, which holds the layers as S3 does.</summary>
    Layer,

    /// <summary>The token service.</summary>
    Sts,
}
