using System.CommandLine;
using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Doctor;
using CmpPromoter.Ecr;
using CmpPromoter.Oci;

namespace CmpPromoter.Commands;

/// <summary>Looks at everything that a promotion needs, says how it is and what to do, and changes nothing.</summary>
internal static class DoctorCommand
{
    public const string Examples = """
          cmp-promoter doctor --overlay overlays/production
          cmp-promoter doctor -o json --timeout 2s
          kubectl exec -n argocd deploy/argocd-repo-server -c cmp-promoter-daemon -- cmp-promoter doctor
        """;

    private const string ConfigurationSubject = "configuration";
    private const string RegistriesSubject = "registries";
    private const string DefaultTimeout = "5s";

    public static Command Create(CommandContext context)
    {
        var command = new Command("doctor", "Check configuration, kustomize, credentials and permissions; changes nothing");
        var overlay = new Option<string?>("--overlay")
        {
            Description = "The overlay whose repositories are looked at; without it those that the configuration names one by one",
            HelpName = "PATH",
        };
        var timeout = GlobalOptions.Duration("--timeout", $"How long one look may take. Default: {DefaultTimeout}");
        var format = Choice.Output(("text", DoctorFormat.Text), ("json", DoctorFormat.Json));
        command.Options.Add(overlay);
        command.Options.Add(format);
        command.Options.Add(timeout);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var limit = parse.GetValue(timeout) ?? ConfigDuration.Find(DefaultTimeout)!.Value; // A good duration.
            var probing = new Probing(limit, context.Time);
            var findings = await ExamineAsync(context, parse, parse.GetValue(overlay), probing, cancellationToken);
            await context.Terminal.WriteOutputAsync(Text(context.Terminal, findings, parse.GetValue(format)), cancellationToken);
            return DoctorReport.ExitCode(findings);
        });
        return command;
    }

    private static string Text(Terminal terminal, ImmutableArray<Finding> findings, DoctorFormat format) => format is DoctorFormat.Json
        ? DoctorReport.ToJson(findings)
        : DoctorReport.ToText(
            findings, terminal.IsOutputInteractive ? terminal.Columns : null, terminal.IsOutputInteractive && terminal.AllowsColor);

    private static async Task<ImmutableArray<Finding>> ExamineAsync(
        CommandContext context, ParseResult parse, string? overlay, Probing probing, CancellationToken cancellationToken)
    {
        var kustomize = probing.RunAsync(
            KustomizeExamination.Subject,
            "asking kustomize for its version",
            Silence.OfKustomize,
            new KustomizeExamination(context.Environment, overlay ?? ".").LookAsync,
            cancellationToken);
        var daemon = context.Environment.SocketPath is { } socket
            ? probing.RunAsync(
                DaemonExamination.Subject,
                $"asking the daemon at {SafeText.OneLine(socket, 120)}",
                Silence.OfDaemon,
                new DaemonExamination(socket, VersionCommand.Current, context.Time).LookAsync,
                cancellationToken)
            : Task.FromResult(ImmutableArray<Finding>.Empty);
        var (configuration, composition) = Configure(context, parse);
        using (composition)
        {
            var rest = composition is null
                ? ImmutableArray.Create(
                    Finding.Note(ConfigurationSubject, "registries and permissions were not looked at: that takes a configuration"))
                : await ConfiguredAsync(context, composition, overlay, probing, cancellationToken);
            return [configuration, .. await kustomize, .. rest, .. await daemon];
        }
    }

    private static (Finding Finding, Composition? Composition) Configure(CommandContext context, ParseResult parse)
    {
        try
        {
            var composition = context.Compose(parse);
            var options = composition.Options;
            var sources = options.Sources.Length == 1 ? "1 source" : $"{options.Sources.Length} sources";
            var text = $"{context.ConfigPath(parse)}: {sources}, destination {options.Destination.Host}";
            return (Finding.Good(ConfigurationSubject, text), composition);
        }
        catch (PromoterException fault)
        {
            return (Finding.Bad(ConfigurationSubject, fault.Message, cure: null, fault.Kind), null);
        }
    }

    /// <summary>Everything that depends on the configuration.</summary>
    private static async Task<ImmutableArray<Finding>> ConfiguredAsync(
        CommandContext context, Composition composition, string? overlay, Probing probing, CancellationToken cancellationToken)
    {
        var (repositories, rendering) = await RepositoriesAsync(context, composition, overlay, cancellationToken);
        return
        [
            .. rendering is null ? [] : ImmutableArray.Create(rendering),
            .. await RegistriesAsync(context, composition, repositories, probing, cancellationToken),
            .. ArgoCdExamination.Look(context.Environment, composition.Options),
        ];
    }

    private static async Task<ImmutableArray<Finding>> RegistriesAsync(
        CommandContext context,
        Composition composition,
        ImmutableArray<RepositoryName>? repositories,
        Probing probing,
        CancellationToken cancellationToken)
    {
        // A render sidecar has no credentials where a daemon does the work, and needs none.
        if (context.Environment.SocketPath is not null && !await HasCredentialsAsync(probing, cancellationToken))
        {
            return
            [
                Finding.Note(
                    RegistriesSubject,
                    "not looked at: CMP_PROMOTER_SOCKET is set and there are no AWS credentials here, so the daemon promotes with its own; "
                    + "run doctor in its container"),
            ];
        }

        try
        {
            using var doctor = new DoctorComposition(composition.Options, context.Environment, probing, context.Time);
            var findings = await Task.WhenAll(doctor.Registries(repositories).Select(look => look(cancellationToken)));
            return [.. findings.SelectMany(found => found)];
        }
        catch (PromoterException fault)
        {
            return [Finding.Bad(RegistriesSubject, fault.Message, cure: null, fault.Kind)];
        }
    }

    private static async Task<bool> HasCredentialsAsync(Probing probing, CancellationToken cancellationToken)
    {
        var (provider, _) = await probing.FindAsync(
            RegistriesSubject,
            "looking for AWS credentials",
            Silence.OfRemote,
            _ => Task.FromResult(AwsIdentity.FindProvider()),
            cancellationToken);
        return provider is not null;
    }

    /// <summary>The repositories of the overlay, or why it has none to tell; absent without an overlay.</summary>
    private static async Task<(ImmutableArray<RepositoryName>? Repositories, Finding? Rendering)> RepositoriesAsync(
        CommandContext context, Composition composition, string? overlay, CancellationToken cancellationToken)
    {
        if (overlay is null)
        {
            return (null, null);
        }

        var name = SafeText.OneLine(overlay, 120);
        var (repositories, failure) = await new Probing(composition.Options.Copy.Budget, context.Time).FindAsync(
            KustomizeExamination.Subject,
            $"rendering {name}",
            Silence.OfRendering,
            token => OverlayRepositories.FindAsync(composition, overlay, token),
            cancellationToken);
        if (failure is not null)
        {
            return ([], failure);
        }

        var count = repositories.Length == 1 ? "1 repository" : $"{repositories.Length} repositories";
        return (repositories, repositories.IsEmpty
            ? Finding.Doubtful(KustomizeExamination.Subject, $"{name} names no image of the destination", "Give an overlay that does")
            : Finding.Good(KustomizeExamination.Subject, $"{name} renders, and uses {count} of the destination"));
    }

    private enum DoctorFormat
    {
        Text,
        Json,
    }
}
