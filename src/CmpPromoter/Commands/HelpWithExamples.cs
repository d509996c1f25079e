using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace CmpPromoter.Commands;

/// <summary>The library's help, followed by the command's examples.</summary>
internal sealed class HelpWithExamples(HelpAction help, IReadOnlyDictionary<Command, string> examples) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        if (examples.TryGetValue(parseResult.CommandResult.Command, out var text))
        {
            parseResult.InvocationConfiguration.Output.Write($"Examples:\n{text}\n");
        }

        return result;
    }
}
