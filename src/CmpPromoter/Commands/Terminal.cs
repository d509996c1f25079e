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

    /// <summary>Where what goes to <see cref="Error"/> waits for the conclusion; absent where it is seen at once.</summary>
    public HeldLines? Held { get; init; }

    /// <summary>A person looks at stderr, on a terminal that can move its cursor.</summary>
    public required bool IsErrorInteractive { get; init; }

    /// <summary>A person looks at stdout.</summary>
    public required bool IsOutputInteractive { get; init; }

    /// <summary>What a person looks at may have colors.</summary>
    public required bool AllowsColor { get; init; }

    /// <summary>Width of the terminal in characters, at this moment.</summary>
    public int Columns => IsErrorInteractive || IsOutputInteractive ? Math.Max(MinColumns, Width()) : DefaultColumns;

    /// <param name="environment">Says what the terminal can do.</param>
    /// <param name="holdsLog">The conclusion stands before the log, as whoever shows only the beginning of it needs.</param>
    public static Terminal OfProcess(ProcessEnvironment environment, bool holdsLog)
    {
        var held = holdsLog && Console.IsErrorRedirected ? new HeldLines() : null;
        var isCapable = environment.Find("TERM") is { } name && name != "dumb";
        return new Terminal
        {
            Output = Console.OpenStandardOutput(),
            Error = new StatusWriter((TextWriter?)held ?? Console.Error),
            Held = held,
            IsErrorInteractive = !Console.IsErrorRedirected && isCapable,
            IsOutputInteractive = !Console.IsOutputRedirected && isCapable,
            AllowsColor = environment.AllowsColor,
        };
    }

    /// <summary>Says how it ended, last or, where the log is held, first.</summary>
    public void Conclude(string conclusion)
    {
        if (Held is null)
        {
            Error.WriteLine($"cmp-promoter: {conclusion}");
            return;
        }

        Console.Error.Write(ConclusionText.Of(conclusion, Held.Take(), Held.DroppedLines));
        Console.Error.Flush();
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
