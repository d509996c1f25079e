using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Commands;

/// <summary>The commands of the program, how their help looks, and what becomes of a command line that is none.</summary>
internal static class CommandLine
{
    /// <returns>The exit code.</returns>
    /// <exception cref="PromoterException">The command failed, or the command line is not one of the program's.</exception>
    public static async Task<int> RunAsync(string[] arguments, CommandContext context, CancellationToken cancellationToken)
    {
        var root = Create(context);
        var parse = root.Parse(arguments);
        if (parse.Errors.Count > 0 && parse.Action is not HelpWithExamples && !AsksForCompletions(root, parse))
        {
            var command = string.Join(' ', Path(parse.CommandResult.Command));
            throw new PromoterException(FailureKind.Usage, $"{SafeText.OneLine(Faults(parse))} See '{command} --help'.");
        }

        var invocation = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false, // Program says what a failure means.
            ProcessTerminationTimeout = null, // Shutdown listens to the signals.
        };
        return await parse.InvokeAsync(invocation, cancellationToken);
    }

    /// <returns>The command that a line names, by its place alone; absent where an option is all there is.</returns>
    public static string? FindCommand(ReadOnlySpan<string> arguments)
    {
        for (var n = 0; n < arguments.Length; n++)
        {
            if (arguments[n] == GlobalOptions.ConfigName)
            {
                n++; // Its value.
            }
            else if (arguments[n] is not ['-', ..])
            {
                return arguments[n];
            }
        }

        return null;
    }

    private static RootCommand Create(CommandContext context)
    {
        var root = new RootCommand("Promotes the container images of a kustomize overlay into the environment's own registry, as a part of rendering.");
        var examples = new Dictionary<Command, string>
        {
            [root] = "  cmp-promoter plan overlays/production\n  cmp-promoter generate overlays/production",
            [GenerateCommand.Create(context)] = GenerateCommand.Examples,
            [PlanCommand.Create(context)] = PlanCommand.Examples,
            [PromoteCommand.Create(context)] = PromoteCommand.Examples,
            [CopyCommand.Create(context)] = CopyCommand.Examples,
            [IamCommand.Create(context)] = IamCommand.Examples,
            [DoctorCommand.Create(context)] = DoctorCommand.Examples,
            [ServeCommand.Create(context)] = ServeCommand.Examples,
            [StatusCommand.Create(context)] = StatusCommand.Examples,
            [CompletionCommand.Create(context)] = CompletionCommand.Examples,
            [VersionCommand.Create(context)] = VersionCommand.Examples,
        };
        foreach (var command in examples.Keys.Where(command => command != root))
        {
            root.Subcommands.Add(command);
        }

        foreach (var option in root.Options.OfType<VersionOption>().ToList())
        {
            root.Options.Remove(option); // 'version' is a command, as its peers have it.
        }

        context.Config.Recursive = true;
        context.Verbose.Recursive = true;
        root.Options.Add(context.Config);
        root.Options.Add(context.Verbose);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, examples); // The library gives the option its action.
        return root;
    }

    /// <summary>A shell completes a line that is not finished, and so not right.</summary>
    private static bool AsksForCompletions(RootCommand root, ParseResult parse) =>
        root.Directives.OfType<SuggestDirective>().Any(directive => parse.GetResult(directive) is not null);

    private static string Faults(ParseResult parse)
    {
        if (parse.CommandResult.Command is not RootCommand root)
        {
            // An unknown option is taken for the path, and the path for one too many: only the first is worth saying.
            var unfit = parse.Errors.Where(error => error.SymbolResult is ArgumentResult).ToList();
            var errors = unfit.Count > 0 ? unfit : parse.Errors;
            return string.Join(" ", errors.Select(error => error.Message.TrimEnd('.') + "."));
        }

        // The library says that one is required, even of one that it does not know, and never which there are.
        var commands = $"The commands are {string.Join(", ", root.Subcommands.Select(command => command.Name))}.";
        return parse.UnmatchedTokens switch
        {
            [['-', ..] option, ..] => $"Unknown option '{option}'. {commands}",
            [var command, ..] => $"Unknown command '{command}'. {commands}",
            _ => $"No command is given. {commands}",
        };
    }

    private static IEnumerable<string> Path(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent
        ? Path(parent).Append(command.Name)
        : ["cmp-promoter"];
}
