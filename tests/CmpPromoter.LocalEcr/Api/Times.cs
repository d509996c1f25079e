namespace CmpPromoter.LocalEcr.Api;

/// <summary>Timestamps as AWS JSON 1.1 writes them: a number of seconds since the epoch.</summary>
internal static class Times
{
    public static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;
}
