using CmpPromoter.Oci;

namespace CmpPromoter.Promotion;

/// <summary>One image that somebody names, and where it is to go.</summary>
internal sealed record CopyOrder
{
    public required ImageReference Source { get; init; }

    /// <summary>Registry and repository; the tag that the copy sets, absent for an image by digest alone; the source's digest.</summary>
    public required ImageReference Destination { get; init; }

    /// <param name="sourceText">As it stands on the command line.</param>
    /// <param name="destinationText">As it stands on the command line; without a tag it has the source's.</param>
    /// <exception cref="FormatException">The two cannot be meant; the message says why and what is valid.</exception>
    public static CopyOrder Parse(string sourceText, string destinationText)
    {
        var source = Read("SOURCE", sourceText);
        var destination = Read("DESTINATION", destinationText);
        if (destination.Digest is not null)
        {
            throw new FormatException(
                "DESTINATION has a digest, and a copy has the digest of its source. Write registry/repository[:tag]");
        }

        // A reference that says nothing of a tag means 'latest' to everybody else.
        var saysTag = destinationText.EndsWith($":{destination.Tag}", StringComparison.Ordinal);
        destination = destination with { Tag = saysTag ? destination.Tag : source.Tag, Digest = source.Digest };
        return source == destination
            ? throw new FormatException($"SOURCE and DESTINATION are the same image, {source}. Name another registry, repository or tag")
            : new CopyOrder { Source = source, Destination = destination };
    }

    private static ImageReference Read(string argument, string text)
    {
        if (text.Contains("://", StringComparison.Ordinal))
        {
            throw new FormatException($"{argument} begins with a scheme. Write registry/repository:tag, without docker:// or https://");
        }

        return ImageReference.TryParse(text, out var reference, out var reason)
            ? reference
            : throw new FormatException($"{argument} is not an image reference: {reason}. Write registry/repository:tag or registry/repository@sha256:…");
    }
}
