using System.Globalization;
using System.Text;

namespace CmpPromoter.Commands.Progress;

/// <summary>
/// A terminal with a status at its bottom: what is written scrolls above it, and neither tears the other. Without a status it
/// is the writer below and nothing else. Safe for concurrent use.
/// </summary>
internal sealed class StatusWriter(TextWriter terminal) : TextWriter(CultureInfo.InvariantCulture)
{
    private readonly Lock gate = new();
    private ImmutableArray<string> status = [];
    private bool isShown;
    private bool isAtLineStart = true;

    public override Encoding Encoding => terminal.Encoding;

    /// <param name="lines">None wider than the terminal; none at all takes the status away.</param>
    public void Show(ImmutableArray<string> lines)
    {
        lock (gate)
        {
            var frame = new StringBuilder(Erasure());
            status = lines;
            frame.Append(Status());
            terminal.Write(frame);
            terminal.Flush();
        }
    }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        lock (gate)
        {
            var frame = new StringBuilder(Erasure()).Append(value);
            isAtLineStart = value[^1] == '\n';
            frame.Append(Status());
            terminal.Write(frame);
        }
    }

    public override void WriteLine(string? value) => Write(value + terminal.NewLine);

    public override void Flush() => terminal.Flush();

    /// <summary>Under the lock: to the status's first line, and everything from there on gone.</summary>
    private string Erasure()
    {
        if (!isShown)
        {
            return "";
        }

        isShown = false;
        return string.Create(CultureInfo.InvariantCulture, $"\r\u001b[{status.Length}A\u001b[J");
    }

    /// <summary>Under the lock: below what has been written, once its line has ended.</summary>
    private string Status()
    {
        isShown = isAtLineStart && !status.IsEmpty;
        return isShown ? string.Concat(status.Select(line => line + "\n")) : "";
    }
}
