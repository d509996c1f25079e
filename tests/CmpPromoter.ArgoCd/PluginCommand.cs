using System.Globalization;
using System.Text;

namespace CmpPromoter.ArgoCd;

/// <summary>A command of plugin.yaml: <c>command</c> and <c>args</c>, joined; no shell is between it and the process.</summary>
public sealed record PluginCommand(ImmutableArray<string> Arguments)
{
    /// <summary>The command as cmp-server writes it into logs and errors.</summary>
    public override string ToString() => string.Join(' ', Arguments.Select(Quote));

    private static string Quote(string argument)
    {
        if (argument.Length == 0)
        {
            return "\"\"";
        }

        if (!argument.Any(char.IsWhiteSpace))
        {
            return argument;
        }

        var quoted = new StringBuilder("\"");
        foreach (var character in argument)
        {
            _ = character switch
            {
                '"' or '\\' => quoted.Append('\\').Append(character),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                < ' ' => quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('"').ToString();
    }
}
