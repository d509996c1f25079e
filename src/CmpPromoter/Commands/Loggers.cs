using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace CmpPromoter.Commands;

/// <summary>Log records of every command: one line each on stderr, because stdout is the manifests'.</summary>
internal static class Loggers
{
    public static ILoggerFactory Create(LogLevel level) => LoggerFactory.Create(builder =>
    {
        builder.SetMinimumLevel(level);
        builder.AddConsole(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            console.FormatterName = LineFormatter.FormatterName;
        });
        builder.Services.AddSingleton<ConsoleFormatter, LineFormatter>();
    });
}
