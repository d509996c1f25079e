using System.Text.Json.Serialization;

namespace CmpPromoter.DaemonApi;

/// <summary>How the daemon's messages are written: camel case, what is absent left out, what is unknown ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PromotionRequest))]
[JsonSerializable(typeof(PromotionLine))]
[JsonSerializable(typeof(PromotionRecord))]
[JsonSerializable(typeof(StatusDocument))]
internal sealed partial class WireJson : JsonSerializerContext;
