using System.Buffers;
using System.Text;
using System.Text.Unicode;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Extraction;

/// <summary>What holds for the bytes of an overlay as a whole, before anything in them is read.</summary>
internal static class OverlayText
{
    /// <exception cref="PromoterException">
    /// It is larger than <see cref="OverlayReader.MaxBytes"/>, holds a NUL, or is not UTF-8.
    /// </exception>
    public static void Require(ReadOnlySpan<byte> bytes, OverlayFaults faults)
    {
        if (bytes.Length > OverlayReader.MaxBytes)
        {
            throw faults.At($"it has {bytes.Length} bytes, more than {OverlayReader.MaxBytes}; split it into several", line: 0);
        }

        // To the YAML scanner a NUL is the end of the text, so everything after it would go unseen.
        var nul = bytes.IndexOf((byte)0);
        if (nul >= 0)
        {
            throw faults.At("it holds a NUL character, which YAML does not allow", LineAt(bytes, nul));
        }

        if (!Utf8.IsValid(bytes))
        {
            throw faults.At("it is not valid UTF-8", LineAt(bytes, FirstInvalid(bytes)));
        }
    }

    /// <summary>A line begins as a directive does, which holds for documents after it.</summary>
    public static bool MayHaveDirective(ReadOnlySpan<byte> bytes) => bytes.StartsWith("%"u8) || bytes.IndexOf("\n%"u8) >= 0;

    private static int LineAt(ReadOnlySpan<byte> bytes, int offset) => bytes[..offset].Count((byte)'\n') + 1;

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var offset = 0;
        while (Rune.DecodeFromUtf8(bytes[offset..], out _, out var length) is OperationStatus.Done)
        {
            offset += length;
        }

        return offset;
    }
}
