using CmpPromoter.Rendering;
using CmpPromoter.Testing;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Tests.Rendering;

/// <summary>Keeps what was logged.</summary>
internal sealed class LogLines : ILogger<KustomizeRenderer>
{
    private readonly List<string> lines = [];

    /// <summary>"Level id: message", in order.</summary>
    public IReadOnlyList<string> Lines => lines;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = $"{logLevel} {eventId.Id}: {formatter(state, exception)}";
        CanaryWatchAttribute.See(nameof(KustomizeRenderer), line);
        lines.Add(line);
    }
}
