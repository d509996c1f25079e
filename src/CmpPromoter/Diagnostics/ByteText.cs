using System.Globalization;

namespace CmpPromoter.Diagnostics;

/// <summary>Byte counts as people read them: binary units, one decimal from KiB on.</summary>
internal static class ByteText
{
    /// <summary><c>1.9 of 2.4 GiB</c>, both in the unit of the whole.</summary>
    public static string Share(long part, long whole)
    {
        var (unit, format) = whole switch
        {
            < 1L << 10 => (1L, "0"),
            < 1L << 20 => (1L << 10, "0.0"),
            < 1L << 30 => (1L << 20, "0.0"),
            _ => (1L << 30, "0.0"),
        };
        return $"{((double)part / unit).ToString(format, CultureInfo.InvariantCulture)} of {Of(whole)}";
    }

    public static string Of(long bytes) => bytes switch
    {
        < 1L << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB"),
        < 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024 * 1024):0.0} GiB"),
    };
}
