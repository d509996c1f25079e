namespace CmpPromoter.Commands;

/// <summary>The streams of this process and what is known of the terminal behind them. The only place that touches <see cref="Console"/>.</summary>
internal sealed class Terminal
{
    private const int DefaultColumns = 100;

    /// <summary>stdout: the manifests, a plan, a version, help; nothing else.</summary>
    public required Stream Output { get; init; }

    /// <summary>stderr: logs, progress and errors.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>A person looks at stderr.</summary>
    public required bool IsErrorInteractive { get; init; }

    /// <summary>Width of the terminal in characters.</summary>
    public int Columns { get; init; } = DefaultColumns;

    public static Terminal OfProcess() => new()
    {
        Output = Console.OpenStandardOutput(),
        Error = Console.Error,
        IsErrorInteractive = !Console.IsErrorRedirected,
        Columns = Console.IsErrorRedirected ? DefaultColumns : Math.Max(40, Console.WindowWidth),
    };

    /// <summary>Writes text that is the result of a command.</summary>
    public async Task WriteOutputAsync(string text, CancellationToken cancellationToken)
    {
        await Output.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), cancellationToken);
        await Output.FlushAsync(cancellationToken);
    }
}
