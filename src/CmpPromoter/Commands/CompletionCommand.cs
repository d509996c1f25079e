using System.CommandLine;

namespace CmpPromoter.Commands;

/// <summary>Prints what makes a shell ask this program how a line may go on.</summary>
internal static class CompletionCommand
{
    public const string Examples = """
          source <(cmp-promoter completion bash)
          cmp-promoter completion fish > ~/.config/fish/completions/cmp-promoter.fish
        """;

    /// <summary>Where no command or value fits, a file does: overlays are directories. The library also offers /? and /h, which are none.</summary>
    private const string Bash = """
        _cmp_promoter() {
            local word="${COMP_WORDS[COMP_CWORD]}" found
            found=$(cmp-promoter "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)
            [[ "$word" == -* ]] || found=$(grep -v '^[-/]' <<< "$found")
            mapfile -t COMPREPLY < <(compgen -W "$found" -- "$word")
        }
        complete -o default -F _cmp_promoter cmp-promoter

        """;

    private const string Zsh = """
        #compdef cmp-promoter
        _cmp_promoter() {
            local -a found
            found=( ${(f)"$(cmp-promoter "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)"} )
            [[ "$PREFIX" == -* ]] || found=( ${found:#[-/]*} )
            compadd -- $found || _files
        }
        compdef _cmp_promoter cmp-promoter

        """;

    private const string Fish = """
        complete -c cmp-promoter -a '(cmp-promoter "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'

        """;

    public static Command Create(CommandContext context)
    {
        var command = new Command("completion", "Print what makes a shell complete the commands and options");
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        shell.CompletionSources.Add("bash", "zsh", "fish");
        shell.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: not ("bash" or "zsh" or "fish") and var other }])
            {
                result.AddError($"Unknown shell '{other}'; write bash, zsh or fish.");
            }
        });
        command.Arguments.Add(shell);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var script = parse.GetRequiredValue(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                _ => Fish,
            };
            await context.Terminal.WriteOutputAsync(script, cancellationToken);
            return 0;
        });
        return command;
    }
}
