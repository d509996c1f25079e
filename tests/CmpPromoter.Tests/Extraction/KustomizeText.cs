using System.Text;
using CsCheck;

namespace CmpPromoter.Tests.Extraction;

/// <summary>Random resources in every style in which kustomize prints a scalar, key, mapping and sequence.</summary>
internal static class KustomizeText
{
    private static readonly Gen<string> Key = Gen.OneOf(
        "spec", "metadata", "name", "namespace", "kind", "apiVersion", "containers", "image", "images", "volumes", "reference",
        "items", "\"y\"", "'a: b'", "app.kubernetes.io/name", "ключ", "f:x", "-x", "\"<<\"", "a b", "=", "/");

    /// <summary>Each stands behind a key or a dash; <c>§</c> is the indentation of the collection that holds it.</summary>
    private static readonly Gen<string> Scalar = Gen.OneOf(
        "a", "1", "null", "true", "~", "\"\"", "''", "-1", "--flag=x", "http://a:80/b#c", "a  b", "x:y", "пример", "{}", "[]",
        "team/api:1", "\"team/api:2\"", $"{Overlay.Host}/team/api:1", $"'{Overlay.Host.ToUpperInvariant()}/team/api:2'", "a@b",
        $"{Overlay.Host}/long\n§  text", $"\"{Overlay.Host}\\x2fteam:1\"", $"|-\n§  {Overlay.Host}/team/api:3",
        "'it''s: \"so\"'", "\"tab\\there \\\"x\\\"\"", "\"\\U0001F600 smile\"", "'ends with space '", "'- dash'", "'#'",
        "a long text that\n§  goes on", "'a long: text\n§  goes on'", "\"a long\\ttext\n§  goes \\\n§  \\ on\"",
        "'one\n\n§  two'", "a,b [c] {d}", "a #b", "a: b", "*a", "&a b", "!!str a", "@at", "- a", "? a", "|x", "a\tb",
        "|\n§  one\n§  two", "|-\n§  a: b\n§  ---\n§  # no comment", "|+\n§  kept\n\n", "|2-\n§   deeper\n§  text", "|\n§  \tx\n§    y",
        ">-\n§  folded\n§  text", "|2\n\n§  late", "|\n\n§  late", "|\n§ one", "|\n§      deep\n§    less", "|1\n§ x");

    private static readonly Gen<string> Document = Node(4).Select(
        Gen.OneOf("", "", "", "# a comment\n", "&a", "\r\n", "\u2028", "...\n"),
        (write, odd) =>
        {
            var text = new StringBuilder("apiVersion: v1\nkind: Pod\nroot:");
            write(text, 0, "");
            return text.Append(odd).ToString();
        });

    public static readonly Gen<string> Overlays = Document.Array[1, 4].Select(documents => string.Join("---\n", documents));

    private static Gen<Action<StringBuilder, int, string>> Node(int depth)
    {
        var leaf = Scalar.Select<string, Action<StringBuilder, int, string>>(value => (text, indent, _) =>
            text.Append(' ').Append(value.Replace("§", new string(' ', indent), StringComparison.Ordinal)).Append('\n'));
        if (depth == 0)
        {
            return leaf;
        }

        var inner = Node(depth - 1);
        var mapping = Gen.Select(Key, inner).Array[1, 4].Select<(string, Action<StringBuilder, int, string>)[], Action<StringBuilder, int, string>>(
            entries => (text, indent, lead) =>
            {
                // Behind a dash the first key stands on the dash's line.
                text.Append(lead.Length > 0 ? " " : "\n");
                var margin = new string(' ', indent + 2);
                foreach (var (index, (key, write)) in entries.DistinctBy(entry => entry.Item1).Index())
                {
                    text.Append(index == 0 && lead.Length > 0 ? "" : margin).Append(key).Append(':');
                    write(text, indent + 2, "");
                }
            });
        var sequence = Gen.Select(inner.Array[1, 3], Gen.OneOf(0, 0, 2)).Select<(Action<StringBuilder, int, string>[], int), Action<StringBuilder, int, string>>(
            value => (text, indent, lead) =>
            {
                var (items, extra) = value;
                var column = lead.Length > 0 ? indent + 2 : indent + extra;
                text.Append(lead.Length > 0 ? " " : "\n");
                foreach (var (index, write) in items.Index())
                {
                    text.Append(index == 0 && lead.Length > 0 ? "" : new string(' ', column)).Append('-');
                    write(text, column, "-");
                }
            });
        return Gen.Frequency((3, leaf), (4, mapping), (2, sequence));
    }
}
