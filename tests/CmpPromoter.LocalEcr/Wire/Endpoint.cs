using CmpPromoter.LocalEcr.Log;

namespace CmpPromoter.LocalEcr.Wire;

/// <summary>What listens on one port; <see cref="AccessOrigin.Api"/> stands for the token service too.</summary>
internal sealed record Endpoint(AccessOrigin Origin, string AccountId, string Region);
