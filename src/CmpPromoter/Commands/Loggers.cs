using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace CmpPromoter.Commands;

/// <summary>Log records on stderr, a line each.</summary>
/// <remarks>Without the container of services that the usual way builds: that took a quarter of the processor time of a render that has nothing to do.</remarks>
internal static class Loggers
{
    /// <returns>Disposing it writes out what is still queued.</returns>
    public static ILoggerFactory Create(LogLevel level)
    {
        var options = new Fixed(new ConsoleLoggerOptions
        {
            LogToStandardErrorThreshold = LogLevel.Trace, // stdout is the manifests'.
            FormatterName = LineFormatter.FormatterName,
        });
        var factory = new LoggerFactory([], new LoggerFilterOptions { MinLevel = level });
        factory.AddProvider(new ConsoleLoggerProvider(options, [new LineFormatter()])); // Disposed with the factory.
        return factory;
    }

    /// <summary>Options that never change.</summary>
    private sealed class Fixed(ConsoleLoggerOptions value) : IOptionsMonitor<ConsoleLoggerOptions>
    {
        public ConsoleLoggerOptions CurrentValue => value;

        public ConsoleLoggerOptions Get(string? name) => value;

        public IDisposable? OnChange(Action<ConsoleLoggerOptions, string?> listener) => null;
    }
}
