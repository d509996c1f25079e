using CmpPromoter.Commands.Progress;
using CmpPromoter.Configuration;

namespace CmpPromoter.Commands;

/// <summary>The streams of this process and what is known of the terminal behind them. The only place that touches <see cref="Console"/>.</summary>
internal sealed class Terminal
{
    /// <summary>What is not shown on a terminal, such as a pipeline's log.</summary>
    private const int DefaultColumns = 100;

    /// <summary>Below this nothing can be laid out; the terminal then wraps.</summary>
    private const int MinColumns = 40;

    /// <summary>stdout: the manifests, a plan, a version, help; nothing else.</summary>
    public required Stream Output { get; init; }

    /// <summary>stderr: logs, progress and errors.</summary>
    public required StatusWriter Error { get; init; }

    /// <summary>A person looks at stderr, on a terminal that can move its cursor.</summary>
    public required bool IsErrorInteractive { get; init; }

    /// <summary>A person looks at stdout.</summary>
    public required bool IsOutputInteractive { get; init; }

    /// <summary>What a person looks at may have colors.</summary>
    public required bool AllowsColor { get; init; }

    /// <summary>Width of the terminal in characters, at this moment.</summary>
    public int Columns => IsErrorInteractive || IsOutputInteractive ? Math.Max(MinColumns, Width()) : DefaultColumns;

    public static Terminal OfProcess(ProcessEnvironment environment)
    {
        var isCapable = environment.Find("TERM") is { } name && name != "dumb";
        return new Terminal
        {
            Output = Console.OpenStandardOutput(),
            Error = new StatusWriter(Console.Error),
            IsErrorInteractive = !Console.IsErrorRedirected && isCapable,
            IsOutputInteractive = !Console.IsOutputRedirected && isCapable,
            AllowsColor = environment.AllowsColor,
        };
    }

    /// <summary>Writes text that is the result of a command.</summary>
    public async Task WriteOutputAsync(string text, CancellationToken cancellationToken)
    {
        await Output.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), cancellationToken);
        await Output.FlushAsync(cancellationToken);
    }

    private static int Width()
    {
        // Without a window size, as on a serial line, it is 0 or the largest number.
        var width = Console.WindowWidth;
        return width is > 0 and < 10_000 ? width : DefaultColumns;
    }
}
