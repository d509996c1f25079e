using System.Text;
using CmpPromoter.Diagnostics;
using CmpPromoter.Tests.Properties;
using CsCheck;

namespace CmpPromoter.Tests.Extraction;

public sealed class ExtractionPropertyTests
{
    private static readonly Gen<string> Key = Gen.OneOf(
        Gen.OneOf("spec", "template", "items", "image", "containers", "volumes", "a.b", "x/y", "we\"ird\\", "ключ"),
        Gen.Char['a', 'z'].Array[1, 8].Select(characters => new string(characters)));

    private static readonly Gen<string> YamlPiece = Gen.OneOf(
        Gen.OneOf(
            "\n", "\n  ", "\n- ", ": ", "? ", "- ", "[", "]", "{", "}", ", ", "&a ", "*a ", "<<: *a", "---\n", "...\n",
            "%YAML 1.2\n", "%TAG ! x\n",
            "!!str ", "!<x> ", "!k!x ", "|\n ", ">-\n ", "'", "\"", "\\u12", "# c\n", "\t", "\r\n",
            "image: ", "containers:\n- ", "kind: List\n", "items:\n- ", "\uFEFF", "\u0085", "\u2028", "@", "`", "|9\n"),
        Gen.String[0, 4]);

    [Fact]
    public void Every_image_that_was_put_into_a_tree_is_found_where_it_was_put() =>
        Tree(depth: 5).Holds(
            tree =>
            {
                var text = new StringBuilder("apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: thing}\n");
                var expected = new List<(string, string)>();
                tree.Write(text.Append("root:"), "root", 1, expected);

                var found = Overlay.Extract(text.ToString()).Select(use => (use.FieldPath, use.Text));

                Assert.Equal(expected, found);
            },
            iter: 500);

    [Fact]
    public void Random_bytes_give_uses_or_a_reason() =>
        Gen.Byte.Array[0, 200].Holds(bytes => Survives(bytes), iter: 1000);

    [Fact]
    public void Random_pieces_of_YAML_give_uses_or_a_reason() =>
        YamlPiece.Array[0, 40].Holds(pieces => Survives(Encoding.UTF8.GetBytes(string.Concat(pieces))), iter: 5000);

    [Fact]
    public void Overlays_with_a_few_bytes_changed_give_uses_or_a_reason() =>
        Gen.Select(Gen.Int[0, Overlay.Names.Length - 1], Gen.Select(Gen.Int[0, 10000], Gen.Byte).Array[1, 5]).Holds(
            sample =>
            {
                var (overlay, changes) = sample;
                var bytes = Encoding.UTF8.GetBytes(Overlay.Read(Overlay.Names[overlay]));
                foreach (var (place, value) in changes)
                {
                    bytes[place % bytes.Length] = value;
                }

                Survives(bytes);
            },
            iter: 5000);

    private static void Survives(byte[] bytes)
    {
        try
        {
            Assert.False(Overlay.Extract(bytes).IsDefault);
        }
        catch (PromoterException fault)
        {
            Assert.InRange(fault.Message.Length, 1, 20000);
        }
    }

    private static Gen<YamlTree> Tree(int depth)
    {
        var leaf = Gen.OneOf("text", "1", "null", "'it''s'", "\"\\u00e9\"", ">-\n folded")
            .Select(text => new YamlTree(text, [], null));
        if (depth == 0)
        {
            return leaf;
        }

        var inner = Tree(depth - 1);
        var mapping = Gen.Select(Key, inner).Array[0, 4]
            .Select(entries => new YamlTree(null, [.. entries.DistinctBy(entry => entry.Item1)], null));
        var pod = Gen.Select(
            Gen.OneOf("containers", "initContainers", "ephemeralContainers"), Gen.Int[1, 3], Gen.Int[0, 999],
            (key, count, tag) => new YamlTree(null, [], new YamlPod(key, count, tag)));
        return Gen.Frequency((1, leaf), (4, mapping), (2, pod));
    }
}
