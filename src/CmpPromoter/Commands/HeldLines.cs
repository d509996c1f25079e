using System.Globalization;
using System.Text;

namespace CmpPromoter.Commands;

/// <summary>Keeps the lines that are written until somebody asks for them; of very many the last ones. Safe for concurrent use.</summary>
internal sealed class HeldLines() : TextWriter(CultureInfo.InvariantCulture)
{
    /// <summary>More than a conclusion has room for.</summary>
    private const int MaxLines = 200;

    private readonly Lock gate = new();
    private readonly Queue<string> lines = [];
    private readonly StringBuilder open = new();

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>How many lines came before those that are kept.</summary>
    public int DroppedLines { get; private set; }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        lock (gate)
        {
            foreach (var character in value ?? "")
            {
                if (character == '\n')
                {
                    Keep(open.ToString());
                    open.Clear();
                }
                else
                {
                    open.Append(character);
                }
            }
        }
    }

    /// <summary>The whole lines so far, which are kept no longer.</summary>
    public ImmutableArray<string> Take()
    {
        lock (gate)
        {
            ImmutableArray<string> taken = [.. lines];
            lines.Clear();
            return taken;
        }
    }

    private void Keep(string line)
    {
        lines.Enqueue(line);
        if (lines.Count > MaxLines)
        {
            lines.Dequeue();
            DroppedLines++;
        }
    }
}
