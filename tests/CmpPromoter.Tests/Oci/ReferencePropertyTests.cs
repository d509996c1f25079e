using CmpPromoter.Oci;
using CmpPromoter.Tests.Properties;
using CsCheck;

namespace CmpPromoter.Tests.Oci;

public sealed class ReferencePropertyTests
{
    private static readonly Gen<string> Atom = Chars("abcdefghijklmnopqrstuvwxyz0123456789", 1, 6);

    private static readonly Gen<string> PathPart = Gen
        .Select(Atom, Gen.Select(Gen.OneOf(".", "_", "__", "-", "---"), Atom).Array[0, 2])
        .Select((first, rest) => first + string.Concat(rest.Select(part => part.Item1 + part.Item2)));

    private static readonly Gen<string> Path = PathPart.Array[1, 4].Select(parts => string.Join('/', parts));

    private static readonly Gen<string> HostPart = Gen
        .Select(Alphanumeric(1, 3), Chars("-aZ9", 0, 3), Alphanumeric(1, 3))
        .Select((first, middle, last) => first + middle + last);

    private static readonly Gen<string> Host = Gen.Select(
        Gen.OneOf(
            HostPart.Array[2, 4].Select(parts => string.Join('.', parts)),
            Gen.Const("localhost"),
            Gen.OneOf("[::1]", "[2001:db8::a:1]", "127.0.0.1", "docker.io", "Docker.io", "index.docker.io")),
        Gen.Int[1, 65535].Nullable())
        .Select((name, port) => port is { } number ? $"{name}:{number}" : name);

    private static readonly Gen<string> Tag = Gen.Select(Chars("abcXYZ019_", 1, 1), Chars("abcXYZ019_.-", 0, 127))
        .Select((first, rest) => first + rest);

    private static readonly Gen<string> Digest = Chars("0123456789abcdef", 64, 64).Select(hex => "sha256:" + hex);

    private static readonly Gen<string> Reference = Gen.Select(Host, Path, Optional(Tag), Optional(Digest))
        .Select((host, path, tag, digest) =>
            $"{host}/{path}{(tag is null ? "" : ":" + tag)}{(digest is null ? "" : "@" + digest)}");

    [Fact]
    public void Every_reference_of_the_grammar_is_read() =>
        Gen.Select(Host, Path, Optional(Tag), Optional(Digest)).Holds(parts =>
        {
            var (host, path, tag, digest) = parts;
            var text = $"{host}/{path}{(tag is null ? "" : ":" + tag)}{(digest is null ? "" : "@" + digest)}";

            var reference = ImageReference.Parse(text);

            Assert.EndsWith(path, reference.Repository.ToString(), StringComparison.Ordinal);
            Assert.Equal(tag ?? (digest is null ? "latest" : null), reference.Tag?.ToString());
            Assert.Equal(digest, reference.Digest?.ToString());
        });

    [Fact]
    public void What_is_written_reads_as_the_same() => Reference.Holds(text =>
    {
        var reference = ImageReference.Parse(text);

        var again = ImageReference.Parse(reference.ToString());

        Assert.Equal(reference, again);
        Assert.Equal(reference.GetHashCode(), again.GetHashCode());
        Assert.Equal(reference.ToString(), again.ToString());
    });

    [Fact]
    public void A_name_whose_first_part_can_be_no_host_is_one_of_Docker_Hub() => Path.Holds(path =>
    {
        var name = "team/" + path;

        var reference = ImageReference.Parse(name);

        Assert.Equal(RegistryHost.DockerHub, reference.Registry);
        Assert.Equal(name, reference.Repository.ToString());
    });

    [Fact]
    public void A_changed_reference_is_read_or_refused_on_one_line() =>
        Gen.Select(Reference, Gen.Select(Gen.Int[0, 400], Gen.Char).Array[1, 3]).Holds(sample =>
        {
            var (text, changes) = sample;
            var characters = text.ToCharArray();
            foreach (var (place, character) in changes)
            {
                characters[place % characters.Length] = character;
            }

            IsReadOrRefused(new string(characters));
        });

    [Fact]
    public void Any_text_is_read_or_refused_on_one_line() => Gen.String[0, 1100].Holds(IsReadOrRefused);

    [Fact]
    public void A_digest_of_some_content_reads_as_itself() => Gen.Byte.Array[0, 64].Holds(content =>
    {
        var digest = CmpPromoter.Oci.Digest.Of(content);

        Assert.Equal(digest, CmpPromoter.Oci.Digest.Parse(digest.ToString()));
        Assert.Equal(64, digest.Hex.Length);
        Assert.StartsWith(digest.Short, digest.ToString(), StringComparison.Ordinal);
    });

    private static void IsReadOrRefused(string text)
    {
        if (ImageReference.TryParse(text, out var reference, out var reason))
        {
            Assert.Equal(reference, ImageReference.Parse(reference.ToString()));
        }
        else
        {
            Assert.NotEmpty(reason);
            Assert.DoesNotContain(reason, char.IsControl);
        }
    }

    private static Gen<string?> Optional(Gen<string> gen) =>
        Gen.Select(Gen.Bool, gen).Select((isThere, text) => isThere ? text : null);

    private static Gen<string> Alphanumeric(int min, int max) => Chars("abcXYZ019", min, max);

    private static Gen<string> Chars(string alphabet, int min, int max) =>
        Gen.Char[alphabet].Array[min, max].Select(characters => new string(characters));
}
