using System.CommandLine;
using System.Reflection;

namespace CmpPromoter.Commands;

/// <summary>Prints which build this is.</summary>
internal static class VersionCommand
{
    public const string Examples = """
          cmp-promoter version
          kubectl exec -n argocd deploy/argocd-repo-server -c cmp-promoter -- cmp-promoter version
        """;

    public static Command Create(CommandContext context)
    {
        var command = new Command("version", "Print the version");
        command.SetAction(async (_, cancellationToken) =>
        {
            await context.Terminal.WriteOutputAsync($"cmp-promoter {Current}\n", cancellationToken);
            return 0;
        });
        return command;
    }

    /// <summary>The release, with the commit it was built from where the build knew it.</summary>
    public static string Current =>
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
