using System.Text;
using System.Text.RegularExpressions;
using CmpPromoter.Configuration;
using CmpPromoter.Extraction;
using CmpPromoter.Oci;
using CmpPromoter.Overlays;
using CmpPromoter.Tests.Ecr;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CmpPromoter.Tests.Extraction;

/// <summary>Overlays as tests write them, and what an extractor with the tests' options finds in one.</summary>
internal static partial class Overlay
{
    public const string Host = "222222222222.dkr.ecr.us-east-1.amazonaws.com";

    public static readonly ImageOptions Options = new()
    {
        Fields =
        [
            new ImageFieldOptions { Kind = "Widget", Group = "example.com", Path = ["spec", "parts", "picture"] },
            new ImageFieldOptions { Kind = "Gadget", Group = null, Path = ["spec", "a/b", "runtime.image"] },
        ],
        Sweep = SweepMode.Warn,
    };

    public static ImmutableArray<string> Names { get; } =
    [
        .. typeof(Overlay).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("Overlays/", StringComparison.Ordinal))
            .Select(name => name["Overlays/".Length..])
            .Order(StringComparer.Ordinal),
    ];

    public static string Read(string name) => ReadResource("Overlays/" + name);

    /// <summary>Resources as somebody writes them, for kustomize to print in each of its styles.</summary>
    public static string ReadEveryStyle() => ReadResource("EveryStyle");

    /// <summary>The lines that the overlay's own comments <c># use</c> say an image stands in.</summary>
    public static IEnumerable<int> MarkedLines(string text) => text.Split('\n')
        .Select((line, index) => (Mark: MarkPattern().Match(line), Line: index + 1))
        .Where(line => line.Mark.Success)
        .Select(line => line.Line + (line.Mark.Groups[1].Success ? int.Parse(line.Mark.Groups[1].ValueSpan) : 0));

    public static ImmutableArray<ImageUse> Extract(string text) => Extract(Encoding.UTF8.GetBytes(text));

    public static ImmutableArray<ImageUse> Extract(ReadOnlyMemory<byte> bytes) => Extract(bytes, Options);

    public static ImmutableArray<ImageUse> Extract(ReadOnlyMemory<byte> bytes, ImageOptions options) =>
        Extract(bytes, options, NullLogger<ImageExtractor>.Instance);

    /// <returns>What is logged of an overlay in which nothing is refused, as <c>Level: message</c>.</returns>
    public static IEnumerable<string> Log(string text)
    {
        var logger = new RecordingLogger<ImageExtractor>();
        Extract(Encoding.UTF8.GetBytes(text), Options, logger);
        return logger.Entries.Select(entry => $"{entry.Level}: {entry.Message}");
    }

    private static ImmutableArray<ImageUse> Extract(
        ReadOnlyMemory<byte> bytes, ImageOptions options, ILogger<ImageExtractor> logger) =>
        new ImageExtractor(options, RegistryHost.Parse(Host), logger)
            .Extract(new RenderedOverlay { Directory = "overlays/test", Bytes = bytes });

    /// <summary>A Pod named <c>pod</c> whose containers hold these images.</summary>
    public static string Pod(params string[] images) =>
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: pod\nspec:\n  containers:\n"
        + string.Concat(images.Select(image => $"  - name: c\n    image: {image}\n"));

    private static string ReadResource(string name)
    {
        using var stream = typeof(Overlay).Assembly.GetManifestResourceStream(name)!; // It is built in.
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"# use(?: (-\d+))?$")]
    private static partial Regex MarkPattern();
}
