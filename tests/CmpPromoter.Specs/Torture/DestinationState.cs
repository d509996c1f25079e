using CmpPromoter.LocalEcr.Accounts;

namespace CmpPromoter.Specs.Torture;

/// <summary>Compares what the destination's tags name with the source, down to the last blob.</summary>
internal static class DestinationState
{
    /// <summary>Tags that name something else than at the source, or something with a part missing.</summary>
    public static ImmutableArray<string> IncompleteTags(EcrAccount origin, EcrAccount destination) =>
    [
        .. from held in destination.Repositories
           let source = origin.Repository(held.Name)
           from tag in held.Tags
           where source.Tags.GetValueOrDefault(tag.Key) != tag.Value || !IsWhole(held, source, tag.Value)
           select $"{held.Name}:{tag.Key}",
    ];

    /// <summary>Whether every tag of the source is at the destination.</summary>
    public static bool HasEveryTag(EcrAccount origin, EcrAccount destination) => origin.Repositories.All(
        source => source.Tags.Keys.All(tag => destination.Repository(source.Name).Tags.ContainsKey(tag)));

    /// <summary>The blobs that the destination lacks, by repository and digest.</summary>
    public static ImmutableHashSet<(string Repository, string Digest)> MissingBlobs(TortureWorld world) =>
    [
        .. from source in world.Source.Repositories
           from digest in source.Blobs
           where !world.Destination.Repository(source.Name).HasBlob(digest)
           select (source.Name, digest),
    ];

    // A blob has the content of its digest: the server takes no other.
    private static bool IsWhole(EcrRepository held, EcrRepository source, string digest) =>
        (held.Find(digest), source.Find(digest)) is ({ } copy, { } original)
        && copy.Bytes.Span.SequenceEqual(original.Bytes.Span)
        && copy.Blobs.All(blob => held.HasBlob(blob.Digest))
        && copy.Children.All(child => IsWhole(held, source, child.Digest));
}
