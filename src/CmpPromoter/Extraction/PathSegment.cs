using System.Buffers;
using System.Text;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Extraction;

/// <summary>One step of a path through a resource: a mapping's key, or a place in a sequence.</summary>
/// <param name="Key">Absent for a place in a sequence.</param>
/// <param name="Index">From 0; of no meaning for a key.</param>
internal readonly record struct PathSegment(string? Key, int Index)
{
    private static readonly SearchValues<char> PlainChars =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz-");

    /// <summary>Deeper and longer than anybody's; keys come from the overlay.</summary>
    private const int MaxTextChars = 512;

    /// <summary>
    /// The path as users write it: <c>spec.containers[0].image</c>, <c>data["a.b/c"]</c>; on one line and bounded.
    /// </summary>
    public static string Text(ReadOnlySpan<PathSegment> path)
    {
        var text = new StringBuilder();
        foreach (var segment in path)
        {
            segment.AppendTo(text);
        }

        return SafeText.OneLine(text.ToString(), MaxTextChars);
    }

    private void AppendTo(StringBuilder text)
    {
        if (Key is null)
        {
            text.Append('[').Append(Index).Append(']');
        }
        else if (Key.Length > 0 && !Key.AsSpan().ContainsAnyExcept(PlainChars))
        {
            text.Append(text.Length == 0 ? "" : ".").Append(Key);
        }
        else
        {
            text.Append("[\"");
            foreach (var character in Key.EnumerateRunes())
            {
                _ = character.Value switch
                {
                    '"' or '\\' => text.Append('\\').Append(character),
                    _ when SafeText.IsInvisible(character) => text.Append($"\\u{character.Value:x4}"),
                    _ => text.Append(character),
                };
            }

            text.Append("\"]");
        }
    }
}
