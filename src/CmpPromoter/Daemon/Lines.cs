using System.Text.Json;
using CmpPromoter.DaemonApi;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Daemon;

/// <summary>Lines of the daemon's answers as bytes.</summary>
internal static class Lines
{
    public static byte[] Of(PromotionLine line) => [.. JsonSerializer.SerializeToUtf8Bytes(line, WireJson.Default.PromotionLine), (byte)'\n'];

    public static byte[] OfError(string kind, string message) => Of(new PromotionLine
    {
        Error = new ErrorLine { Kind = kind, Message = SafeText.OneLine(message, 4 * SafeText.MaxForeignChars) },
    });
}
