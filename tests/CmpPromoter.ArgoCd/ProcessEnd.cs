namespace CmpPromoter.ArgoCd;

/// <summary>How a process ended and what it left behind.</summary>
internal sealed record ProcessEnd
{
    /// <summary>As wait(2) gives it.</summary>
    public required int Status { get; init; }

    public required long PeakMemoryBytes { get; init; }

    public required byte[] Output { get; init; }

    public required byte[] Error { get; init; }

    /// <summary>The end in Go's words; <c>null</c> for exit status 0.</summary>
    public string? Failure => (Status & 0x7f) switch
    {
        0 when Status == 0 => null,
        0 => $"exit status {(Status >> 8) & 0xff}",
        9 => "signal: killed",
        15 => "signal: terminated",
        6 => "signal: aborted (core dumped)",
        var signal => $"signal: signal {signal}",
    };
}
