using System.Globalization;

namespace CmpPromoter.Specs.Fleet;

/// <summary>What a process holds of the machine.</summary>
internal sealed record ProcessVitals
{
    public required long ResidentBytes { get; init; }

    /// <summary>The most it ever held.</summary>
    public required long PeakResidentBytes { get; init; }

    public required int Threads { get; init; }

    /// <summary>Open file descriptors.</summary>
    public required int Handles { get; init; }

    public static ProcessVitals Of(int processId)
    {
        var status = File.ReadLines($"/proc/{processId}/status")
            .Select(line => line.Split(':', StringSplitOptions.TrimEntries)).ToDictionary(field => field[0], field => field[1]);
        long Number(string field) => long.Parse(status[field].Split(' ')[0], CultureInfo.InvariantCulture);
        return new ProcessVitals
        {
            ResidentBytes = Number("VmRSS") * 1024,
            PeakResidentBytes = Number("VmHWM") * 1024,
            Threads = (int)Number("Threads"),
            Handles = Directory.GetFileSystemEntries($"/proc/{processId}/fd").Length,
        };
    }
}
