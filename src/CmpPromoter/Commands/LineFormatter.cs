using CmpPromoter.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace CmpPromoter.Commands;

/// <summary>One record, one line: level and message. Argo CD adds time and application to what it keeps of stderr.</summary>
internal sealed class LineFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var level = logEntry.LogLevel switch
        {
            LogLevel.Trace or LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warning",
            _ => "error",
        };
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var cause = logEntry.Exception is { } fault ? $" ({fault.GetType().Name}: {fault.Message})" : "";
        textWriter.WriteLine($"cmp-promoter: {level}: {SafeText.OneLine(message + cause, 4 * SafeText.MaxForeignChars)}");
    }
}
