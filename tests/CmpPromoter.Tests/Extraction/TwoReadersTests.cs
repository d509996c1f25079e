using System.Text;
using CliWrap;
using CliWrap.Buffered;
using CmpPromoter.Testing;
using CmpPromoter.Tests.Properties;
using CsCheck;

namespace CmpPromoter.Tests.Extraction;

/// <summary>The quick reader is right when it gives what the YAML parser gives, or leaves the document to it.</summary>
public sealed class TwoReadersTests
{
    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.OneOf(
            "\n", " ", "  ", "- ", ": ", ":", "-", "#", " #", "'", "\"", "\\", "|", ">-\n", "|2\n", "{}", "[]", "?", "? ", "&a ", "*a", "!x ",
            "<<: ", "---\n", "--- ", "...\n", "%YAML 1.2\n", "\t", "\r", "\u0085", "\uFEFF", "\\x41", "\\u00e9", "\\q", ",", "a: b\n", "\n\n", "~"),
        Gen.Char['a', 'e'].Select(letter => letter.ToString()));

    public static TheoryData<string> Names => [.. Overlay.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void They_agree_on_overlays_of_every_kind(string name) =>
        TwoReaders.AssertAgree(Encoding.UTF8.GetBytes(Overlay.Read(name)));

    [Fact]
    public void They_agree_on_what_looks_like_kustomize() =>
        KustomizeText.Overlays.Holds(text => TwoReaders.AssertAgree(Encoding.UTF8.GetBytes(text)), iter: 4000);

    [Fact]
    public void They_agree_when_pieces_are_put_in_or_taken_out() =>
        Gen.Select(KustomizeText.Overlays, Gen.Select(Gen.Int[0, 100_000], Gen.Int[0, 3], Piece).Array[1, 3]).Holds(
            edited =>
            {
                var (text, changes) = edited;
                foreach (var (place, removed, piece) in changes)
                {
                    var start = place % (text.Length + 1);
                    text = text.Remove(start, Math.Min(removed, text.Length - start)).Insert(start, piece);
                }

                TwoReaders.AssertAgree(Encoding.UTF8.GetBytes(text));
            },
            iter: 6000);

    [Fact]
    public void They_agree_on_random_pieces_of_YAML() =>
        Piece.Array[0, 25].Holds(
            pieces => TwoReaders.AssertAgree(Encoding.UTF8.GetBytes("a:" + string.Concat(pieces) + "\n")), iter: 6000);

    [Fact]
    public void They_agree_on_random_bytes() => Gen.Byte.Array[0, 60].Holds(TwoReaders.AssertAgree, iter: 6000);

    [Fact]
    public async Task What_kustomize_prints_is_read_without_the_YAML_parser()
    {
        var kubectl = ExternalTool.Kubectl();
        using var directory = new TemporaryDirectory();
        directory.Write("kustomization.yaml", "resources: [resources.yaml]\n");
        directory.Write("resources.yaml", Overlay.ReadEveryStyle());

        var result = await Cli.Wrap(kubectl).WithArguments(["kustomize", directory.Path])
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);

        var bytes = Encoding.UTF8.GetBytes(result.StandardOutput);
        TwoReaders.AssertAgree(bytes);
        Assert.Equal(3, TwoReaders.CountQuick(bytes));
    }

    [Fact]
    public void A_document_read_in_pieces_has_the_events_that_it_has_in_one() =>
        Gen.Select(KustomizeText.Overlays, Gen.Int[1, 40]).Holds(
            sized =>
            {
                var bytes = Encoding.UTF8.GetBytes(sized.Item1);
                Assert.Equal(TwoReaders.QuickEvents(bytes, int.MaxValue), TwoReaders.QuickEvents(bytes, sized.Item2));
            },
            iter: 2000);

    [Fact]
    public void They_agree_on_a_document_that_is_read_in_pieces()
    {
        var keys = string.Concat(Enumerable.Range(0, 450_000).Select(n => $"  k{n}: v\n"));
        var text = $"apiVersion: v1\ndata:\n{keys}kind: ConfigMap\nspec:\n  containers:\n  - image: {Overlay.Host}/a:1\n---\nb: c\n";
        var bytes = Encoding.UTF8.GetBytes(text);

        TwoReaders.AssertAgree(bytes);
        Assert.Equal(2, TwoReaders.CountQuick(bytes));
    }

    [Theory]
    [InlineData("a: b\na: c\n")]
    [InlineData("a: b\n'a': c\n")]
    [InlineData("é: b\nc: d\n\"é\": e\n")]
    [InlineData("a:\n- b: c\n  d: e\n  b: f\n")]
    [InlineData("a:\n  b: c\n  d:\n    b: e\n  b: f\n")]
    public void A_document_that_seems_to_have_a_key_twice_is_left_to_the_parser(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);

        TwoReaders.AssertAgree(bytes);
        Assert.Equal(-1, TwoReaders.CountQuick(bytes));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 299_999)]
    [InlineData(299_998, 299_999)]
    public void They_agree_on_which_key_of_many_stands_twice(int first, int second)
    {
        var keys = string.Concat(Enumerable.Range(0, 300_000).Select(n => $"  k{(n == second ? first : n)}: v\n"));

        TwoReaders.AssertAgree(Encoding.UTF8.GetBytes($"a: b\n---\ndata:\n{keys}"));
    }

    [Fact]
    public void Mappings_side_by_side_and_within_each_other_may_have_the_same_keys()
    {
        var many = string.Concat(Enumerable.Range(0, 1000).Select(n => $"    k{n}: v\n"));
        var text = $"a:\n  b:\n{many}  c:\n{many}  d:\n  - a: b\n    k1: v\n  - a: b\n    k1: v\nk1:\n  a:\n    a: {{}}\n---\na: b\n";
        var bytes = Encoding.UTF8.GetBytes(text);

        TwoReaders.AssertAgree(bytes);
        Assert.Equal(2, TwoReaders.CountQuick(bytes));
    }

    [Fact]
    public void A_document_of_another_shape_leaves_the_others_to_the_quick_reader()
    {
        const string Odd = "a: # comment\n  b\n";

        foreach (var text in new[] { $"{Odd}---\nb: c\n", $"b: c\n---\n{Odd}", $"b: c\n---\n{Odd}---\nd: 'e'\n---\n{Odd}" })
        {
            TwoReaders.AssertAgree(Encoding.UTF8.GetBytes(text));
        }
    }

    [Fact]
    public void They_agree_on_an_overlay_whose_every_other_document_is_odd()
    {
        var text = string.Concat(Enumerable.Repeat("a: # comment\n  b\n---\nc: d\n---\n", 20_000)) + "e: f\n";

        TwoReaders.AssertAgree(Encoding.UTF8.GetBytes(text));
    }
}
