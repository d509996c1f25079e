using System.Globalization;

namespace CmpPromoter.Demo;

/// <summary>The end of the story in numbers.</summary>
internal static class ResultTable
{
    private const int ShortDigestChars = 19;

    public static void Print(TwoAccounts cloud, Traffic first, Traffic second)
    {
        Row("IMAGE", "DIGEST IN DEVELOPMENT", "DIGEST IN PRODUCTION", "");
        foreach (var image in cloud.Named)
        {
            var copy = cloud.Production.Repository(image.Repository).Find(image.Reference)?.Digest;
            Row(image.Name, Short(image.Digest), Short(copy ?? "absent"), copy == image.Digest ? "equal" : "DIFFERENT");
        }

        Console.WriteLine();
        Row("RUN", "DEVELOPMENT ANSWERED", "PRODUCTION ANSWERED", "");
        Row("first generate", first);
        Row("second generate", second);
    }

    private static void Row(string run, Traffic traffic) => Row(
        run,
        $"{Requests(traffic.SourceRequests)}, {Size(traffic.SourceBytes)} out",
        $"{Requests(traffic.DestinationRequests)}, {Size(traffic.DestinationBytes)} in",
        "");

    private static void Row(string name, string source, string destination, string verdict) =>
        Console.WriteLine($"  {name,-34}{source,-28}{destination,-28}{verdict}".TrimEnd());

    private static string Short(string digest) =>
        digest.Length > ShortDigestChars ? digest[..ShortDigestChars] + "…" : digest;

    private static string Requests(int count) => count == 1 ? "1 request" : $"{count} requests";

    private static string Size(long bytes) => bytes == 0
        ? "0 bytes"
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024.0):0.0} MiB");
}
