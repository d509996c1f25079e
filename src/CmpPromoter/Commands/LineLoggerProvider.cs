using CmpPromoter.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Commands;

/// <summary>One record, one line: level and message. Argo CD adds time and application to what it keeps of stderr.</summary>
/// <remarks>The console logger of Microsoft.Extensions.Logging writes past a progress display, and needs a container to be built.</remarks>
internal sealed class LineLoggerProvider(TextWriter log) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new LineLogger(log);

    public void Dispose()
    {
        // The writer is the terminal's.
    }

    private sealed class LineLogger(TextWriter log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true; // The factory filters by level.

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var level = logLevel switch
            {
                LogLevel.Trace or LogLevel.Debug => "debug",
                LogLevel.Information => "info",
                LogLevel.Warning => "warning",
                _ => "error",
            };
            var message = formatter(state, exception);
            var cause = exception is { } fault ? $" ({fault.GetType().Name}: {fault.Message})" : "";
            log.WriteLine($"cmp-promoter: {level}: {SafeText.OneLine(message + cause, 4 * SafeText.MaxForeignChars)}");
        }
    }
}
