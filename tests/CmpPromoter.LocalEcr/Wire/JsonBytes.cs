using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CmpPromoter.LocalEcr.Wire;

/// <summary>JSON as other tools write it: media types keep their plus sign.</summary>
internal static class JsonBytes
{
    private static readonly JsonSerializerOptions Relaxed =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Of(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString(Relaxed));
}
