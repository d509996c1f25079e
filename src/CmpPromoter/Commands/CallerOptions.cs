using System.CommandLine;
using System.CommandLine.Parsing;

namespace CmpPromoter.Commands;

/// <summary>
/// For whom something is asked: what Argo CD says in its variables, a pipeline says with options. Whoever can set an option
/// holds the registries' credentials too, so nothing is widened.
/// </summary>
internal sealed class CallerOptions
{
    private const int MaxChars = 253;

    private readonly Option<string?> application = Named(
        "--application", "For which application; stands in logs, reports and the session names of roles");

    private readonly Option<string?> project = Named(
        "--project", "For which Argo CD project; promotion.yaml may say what it may promote (policy.projects)");

    private readonly Option<string?> revision = Named("--revision", "Of which commit; stands in logs and reports");

    public void AddTo(Command command)
    {
        command.Options.Add(application);
        command.Options.Add(project);
        command.Options.Add(revision);
    }

    /// <summary>The same context, asked for by those whom the command line names.</summary>
    public CommandContext Apply(CommandContext context, ParseResult parse) => context with
    {
        Environment = context.Environment.For(parse.GetValue(application), parse.GetValue(project), parse.GetValue(revision)),
    };

    private static Option<string?> Named(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = name[2..].ToUpperInvariant() };
        option.Validators.Add(Refuse);
        return option;
    }

    private static void Refuse(OptionResult result)
    {
        if (result.Tokens is [{ Value: var text }] && (text.Length is 0 or > MaxChars || text.Any(character => character is <= ' ' or > '~')))
        {
            result.AddError($"{result.Option.Name}: write 1 to {MaxChars} ASCII characters without blanks.");
        }
    }
}
