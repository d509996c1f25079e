using System.Collections.Frozen;
using System.Text;
using CmpPromoter.Diagnostics;
using CmpPromoter.Extraction;
using CmpPromoter.Oci;
using CmpPromoter.Overlays;
using Microsoft.Extensions.Logging.Abstractions;

namespace CmpPromoter.Tests.Extraction;

/// <summary>What the quick reader and the YAML parser make of one text.</summary>
internal static class TwoReaders
{
    public static readonly WantedScalars Wanted = new(
        new[] { "image", "reference", "images" }.ToFrozenSet(StringComparer.Ordinal), Overlay.Host + "/");

    /// <summary>Fails where the two find other images, other faults or other events, or the same ones elsewhere.</summary>
    public static void AssertAgree(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var (expected, found) = (Uses(bytes, isQuick: false), Uses(bytes, isQuick: true));
        Assert.True(expected == found, $"{text}\n=====\n{expected}\n=====\n{found}");

        var all = Events(bytes, isQuick: false);
        var quick = Events(bytes, isQuick: true);
        for (var index = 0; index < Math.Max(all.Count, quick.Count); index++)
        {
            var (one, other) = (At(all, index), At(quick, index));
            if (!IsSame(one, other))
            {
                Assert.Fail($"{text}\n=====\n{one}\n{other}");
            }
        }
    }

    /// <summary>How many documents, from the first on, need no YAML parser.</summary>
    public static int CountQuick(byte[] bytes)
    {
        var reader = new CanonicalReader(bytes, Wanted);
        var (start, line, documents) = (0, 1, 0);
        while (start < bytes.Length && reader.TryRead(start, line))
        {
            (start, line, documents) = (reader.End, reader.EndLine, documents + 1);
        }

        return start == bytes.Length ? documents : -1;
    }

    /// <summary>What the quick reader alone gives, up to what it does not understand, when it holds so many events at a time.</summary>
    public static List<OverlayEvent> QuickEvents(byte[] bytes, int maxEvents)
    {
        var reader = new CanonicalReader(bytes, Wanted) { MaxEvents = maxEvents };
        var (start, line, events) = (0, 1, new List<OverlayEvent>());
        while (start < bytes.Length && reader.TryRead(start, line))
        {
            do
            {
                events.AddRange(reader.Events);
            }
            while (reader.TryReadOn());

            (start, line) = (reader.End, reader.EndLine);
        }

        return events;
    }

    private static string Uses(byte[] bytes, bool isQuick)
    {
        try
        {
            var uses = new ImageExtractor(Overlay.Options, RegistryHost.Parse(Overlay.Host), NullLogger<ImageExtractor>.Instance) { IsQuick = isQuick }
                .Extract(new RenderedOverlay { Directory = "overlays/test", Bytes = bytes });
            return string.Join('\n', uses);
        }
        catch (PromoterException fault)
        {
            return $"{fault.Kind}: {fault.Message}";
        }
    }

    private static List<OverlayEvent> Events(byte[] bytes, bool isQuick)
    {
        var events = new List<OverlayEvent>();
        try
        {
            using var reader = new OverlayReader(new RenderedOverlay { Directory = "test", Bytes = bytes }, Wanted, isQuick);
            while (reader.Read())
            {
                events.Add(reader.Current);
            }
        }
        catch (PromoterException)
        {
            // Uses has compared what they say.
        }

        return events;
    }

    private static OverlayEvent? At(List<OverlayEvent> events, int index) => index < events.Count ? events[index] : null;

    private static bool IsSame(OverlayEvent? expected, OverlayEvent? found)
    {
        if (expected is not { } one || found is not { } other)
        {
            return expected == found;
        }

        // Where a mapping or sequence begins nobody is told; texts may be left out. An empty text stands where the parser's last
        // token ended, which depends on where the parser began.
        var isPlaced = one is { Kind: OverlayEventKind.Scalar, Text.Length: > 0 } or { Kind: OverlayEventKind.DocumentEnd };
        return one.Kind == other.Kind
            && one.IsPlain == other.IsPlain
            && (!isPlaced || (one.Line == other.Line && one.Column == other.Column))
            && (one.Text == other.Text || other.Text.Length == 0);
    }
}
