using System.Buffers;
using System.Security.Cryptography;

namespace CmpPromoter.LocalEcr.Layers;

/// <summary>sha256 digests as text, the only algorithm ECR stores.</summary>
public static class Digests
{
    private const string Prefix = "sha256:";
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    public static string Of(ReadOnlySpan<byte> content) => FromHash(SHA256.HashData(content));

    public static string Of(Stream content) => FromHash(SHA256.HashData(content));

    internal static string FromHash(ReadOnlySpan<byte> hash) => Prefix + Convert.ToHexStringLower(hash);

    internal static bool IsValid(string? text) =>
        text is { Length: 71 } && text.StartsWith(Prefix, StringComparison.Ordinal)
            && !text.AsSpan(Prefix.Length).ContainsAnyExcept(LowerHex);
}
