using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace CmpPromoter.Oci;

/// <summary>The SHA-256 digest of some content, as <c>sha256:</c> and 64 lower-case hexadecimal characters.</summary>
/// <remarks>
/// https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests. sha512 is a registered algorithm that
/// Amazon ECR does not store, so it is refused with that reason rather than failing half way through a copy.
/// </remarks>
internal readonly record struct Digest
{
    public const string Algorithm = "sha256";
    public const int HashBytes = SHA256.HashSizeInBytes;
    private const int HexChars = HashBytes * 2;
    private const string Prefix = Algorithm + ":";
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    private readonly string? value;

    private Digest(string value)
    {
        this.value = value;
    }

    /// <summary>The 64 hexadecimal characters, without the algorithm.</summary>
    public string Hex => ToString()[Prefix.Length..];

    /// <summary>The first 12 hexadecimal characters with the algorithm, for tables and progress lines.</summary>
    public string Short => ToString()[..(Prefix.Length + 12)];

    /// <exception cref="FormatException">The text is not a sha256 digest; the message says why.</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out var digest, out var reason) ? digest : throw new FormatException(reason);

    public static bool TryParse(string? text, out Digest digest, [NotNullWhen(false)] out string? reason)
    {
        digest = default;
        reason = Refuse(text);
        if (reason is not null)
        {
            return false;
        }

        digest = new Digest(text!); // Refuse has refused null.
        return true;
    }

    public static Digest Of(ReadOnlySpan<byte> content) => FromHash(SHA256.HashData(content));

    /// <exception cref="ArgumentException"><paramref name="hash"/> is not 32 bytes long.</exception>
    public static Digest FromHash(ReadOnlySpan<byte> hash) => hash.Length == HashBytes
        ? new Digest(Prefix + Convert.ToHexStringLower(hash))
        : throw new ArgumentException("a SHA-256 hash has 32 bytes", nameof(hash));

    /// <exception cref="InvalidOperationException">This is the default value, which no parser returns.</exception>
    public override string ToString() => value ?? throw new InvalidOperationException("an unset digest");

    private static string? Refuse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "a digest is empty; write sha256:<64 hexadecimal characters>";
        }

        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return text.StartsWith("sha512:", StringComparison.Ordinal) || text.StartsWith("sha384:", StringComparison.Ordinal)
                ? $"digest algorithm {text[..6]} is not stored by Amazon ECR; rebuild the image with sha256 digests"
                : "a digest is written sha256:<64 hexadecimal characters>";
        }

        var hex = text.AsSpan(Prefix.Length);
        if (hex.Length != HexChars)
        {
            return $"a sha256 digest has {HexChars} hexadecimal characters, not {hex.Length}";
        }

        return hex.ContainsAnyExcept(LowerHex) ? "a sha256 digest has lower-case hexadecimal characters only" : null;
    }
}
