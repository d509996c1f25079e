using System.CommandLine;
using System.CommandLine.Parsing;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Commands;

/// <summary>Options whose value is one of a few words. The library's own parser answers a mistake with the name of a type, and offers one.</summary>
internal static class Choice
{
    private const int MaxShownChars = 64;

    /// <summary><c>--output</c>, <c>-o</c>: how something is printed; the first choice is the default.</summary>
    public static Option<T> Output<T>(params ImmutableArray<(string Word, T Value)> choices)
    {
        var option = Of("--output", "FORMAT", Words(choices), "format", choices);
        option.Aliases.Add("-o");
        return option;
    }

    /// <param name="name">The option's.</param>
    /// <param name="helpName">What stands for the value in help.</param>
    /// <param name="description">What help says.</param>
    /// <param name="what">What a word stands for, as in <c>Unknown format 'x'</c>.</param>
    /// <param name="choices">The words and what they mean.</param>
    public static Option<T> Of<T>(
        string name, string helpName, string description, string what, params ImmutableArray<(string Word, T Value)> choices)
    {
        var option = new Option<T>(name) { Description = description, HelpName = helpName, CustomParser = Parse };
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. choices.Select(choice => choice.Word)]);
        return option;

        T Parse(ArgumentResult result)
        {
            var word = result.Tokens[0].Value;
            foreach (var choice in choices.Where(choice => choice.Word == word))
            {
                return choice.Value;
            }

            result.AddError($"Unknown {what} '{SafeText.OneLine(word, MaxShownChars)}'; write {Words(choices)}.");
            return choices[0].Value;
        }
    }

    /// <summary><c>table, json or markdown</c>.</summary>
    private static string Words<T>(ImmutableArray<(string Word, T Value)> choices) =>
        $"{string.Join(", ", choices.SkipLast(1).Select(choice => choice.Word))} or {choices[^1].Word}";
}
