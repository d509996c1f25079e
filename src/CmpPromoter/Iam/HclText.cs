using System.Globalization;
using System.Text;

namespace CmpPromoter.Iam;

/// <summary>Writes HCL in the layout of <c>terraform fmt</c>: two spaces a level, neighbouring attributes aligned.</summary>
internal sealed class HclText
{
    private readonly StringBuilder text = new();
    private int level;

    /// <summary>A text in quotes, in which nothing is an expression.</summary>
    /// <remarks>https://developer.hashicorp.com/terraform/language/expressions/strings</remarks>
    public static string Quote(string value) => '"' + value
        .Replace("\\", @"\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("${", "$${", StringComparison.Ordinal)
        .Replace("%{", "%%{", StringComparison.Ordinal) + '"';

    public void Comment(string line) => Line($"# {line}");

    public void Blank() => text.Append('\n');

    /// <summary>A block that ends with what is returned.</summary>
    public IDisposable Block(string head)
    {
        Line($"{head} {{");
        level++;
        return new End(this);
    }

    /// <summary>
    /// Attributes, each a text or a list of texts. A list of several stands on several lines, and parts those above it from
    /// those below: only what stands together is aligned.
    /// </summary>
    public void Attributes(params ReadOnlySpan<(string Name, ImmutableArray<string> Values, bool IsList)?> attributes)
    {
        var together = new List<(string Name, string Value)>();
        foreach (var attribute in attributes)
        {
            if (attribute is not { } known)
            {
                continue;
            }

            if (known is { IsList: true, Values.Length: > 1 })
            {
                Align(together);
                Line($"{known.Name} = [");
                level++;
                known.Values.ToList().ForEach(value => Line($"{Quote(value)},"));
                level--;
                Line("]");
            }
            else
            {
                var value = Quote(known.Values[0]);
                together.Add((known.Name, known.IsList ? $"[{value}]" : value));
            }
        }

        Align(together);
    }

    public override string ToString() => text.ToString();

    private void Align(List<(string Name, string Value)> together)
    {
        var width = together.Select(attribute => attribute.Name.Length).DefaultIfEmpty().Max();
        together.ForEach(attribute => Line($"{attribute.Name.PadRight(width)} = {attribute.Value}"));
        together.Clear();
    }

    private void Line(string line) => text.Append(CultureInfo.InvariantCulture, $"{new string(' ', 2 * level)}{line}\n");

    private sealed class End(HclText text) : IDisposable
    {
        public void Dispose()
        {
            text.level--;
            text.Line("}");
        }
    }
}
