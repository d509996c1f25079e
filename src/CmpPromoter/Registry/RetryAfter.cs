using System.Net.Http.Headers;

namespace CmpPromoter.Registry;

/// <summary>How long an answer asks to be left alone.</summary>
/// <remarks>RFC 9110 §10.2.3: a number of seconds, or a date.</remarks>
internal static class RetryAfter
{
    /// <returns>Absent when the header is, or is neither.</returns>
    public static TimeSpan? Read(string? header, DateTimeOffset now) =>
        RetryConditionHeaderValue.TryParse(header, out var value) ? value.Delta ?? value.Date - now : null;
}
