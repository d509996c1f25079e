using System.Text;

namespace CmpPromoter.Tests.Extraction;

/// <summary>A generated YAML node: a scalar, a mapping, or a mapping of a PodSpec's shape.</summary>
internal sealed record YamlTree(string? Scalar, ImmutableArray<(string Key, YamlTree Value)> Entries, YamlPod? Pod)
{
    /// <summary>Writes the node behind its key, and what images it put where into <paramref name="images"/>.</summary>
    public void Write(StringBuilder text, string path, int indent, List<(string Path, string Image)> images)
    {
        var margin = new string(' ', indent * 2);
        if (Scalar is not null)
        {
            text.Append(' ').Append(Scalar.Replace("\n", "\n" + margin, StringComparison.Ordinal)).Append('\n');
        }
        else if (Pod is { } pod)
        {
            text.Append('\n').Append(margin).Append(pod.Key).Append(":\n");
            for (var index = 0; index < pod.Containers; index++)
            {
                var image = $"example.com/team/{pod.Key.ToLowerInvariant()}-{index}:{pod.Tag}";
                text.Append(margin).Append("- name: c\n").Append(margin).Append("  image: ").Append(image).Append('\n');
                images.Add(($"{path}.{pod.Key}[{index}].image", image));
            }
        }
        else if (Entries.IsEmpty)
        {
            text.Append(" {}\n");
        }
        else
        {
            text.Append('\n');
            foreach (var (key, value) in Entries)
            {
                var escaped = string.Concat(key.Select(letter => letter is '"' or '\\' ? $"\\{letter}" : $"{letter}"));
                var quoted = $"\"{escaped}\"";
                var isPlain = key.All(character => char.IsAsciiLetterOrDigit(character));
                text.Append(margin).Append(quoted).Append(':');
                value.Write(text, isPlain ? $"{path}.{key}" : $"{path}[{quoted}]", indent + 1, images);
            }
        }
    }
}

/// <summary>So many containers under <paramref name="Key"/>, their images tagged <paramref name="Tag"/>.</summary>
internal sealed record YamlPod(string Key, int Containers, int Tag);
