using System.CommandLine;
using System.CommandLine.Parsing;
using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Doctor;
using CmpPromoter.Oci;

namespace CmpPromoter.Commands;

/// <summary>Looks at everything that a promotion needs, says how it is and what to do, and changes nothing.</summary>
internal static class DoctorCommand
{
    public const string Examples = """
          cmp-promoter doctor --overlay overlays/production
          kubectl exec -n argocd deploy/argocd-repo-server -c cmp-promoter -- cmp-promoter doctor
          cmp-promoter doctor -o json --timeout 2s
        """;

    private const string ConfigurationSubject = "configuration";
    private const string DefaultTimeout = "5s";

    public static Command Create(CommandContext context)
    {
        var command = new Command("doctor", "Check configuration, kustomize, credentials and permissions; changes nothing");
        var overlay = new Option<string?>("--overlay")
        {
            Description = "The overlay whose repositories are looked at; without it those that the configuration names one by one",
            HelpName = "PATH",
        };
        var timeout = new Option<TimeSpan>("--timeout")
        {
            Description = $"How long one look may take. Default: {DefaultTimeout}",
            HelpName = "DURATION",
            CustomParser = ParseTimeout,
        };
        var format = new Option<DoctorFormat>("--output", "-o")
        {
            Description = "text or json",
            HelpName = "FORMAT",
            CustomParser = ParseFormat,
        };
        command.Options.Add(overlay);
        command.Options.Add(format);
        command.Options.Add(timeout);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var limit = parse.GetValue(timeout);
            var probing = new Probing(limit == TimeSpan.Zero ? ConfigDuration.Find(DefaultTimeout)!.Value : limit, context.Time); // It is a duration.
            var findings = await ExamineAsync(context, parse, parse.GetValue(overlay), probing, cancellationToken);
            var report = parse.GetValue(format) is DoctorFormat.Json ? DoctorReport.ToJson(findings) : DoctorReport.ToText(findings);
            await context.Terminal.WriteOutputAsync(report, cancellationToken);
            return DoctorReport.ExitCode(findings);
        });
        return command;
    }

    private static async Task<ImmutableArray<Finding>> ExamineAsync(
        CommandContext context, ParseResult parse, string? overlay, Probing probing, CancellationToken cancellationToken)
    {
        var kustomize = probing.RunAsync(
            KustomizeExamination.Subject,
            "asking kustomize for its version",
            new KustomizeExamination(context.Environment, overlay ?? ".").LookAsync,
            cancellationToken);
        var daemon = context.Environment.SocketPath is { } socket
            ? probing.RunAsync(DaemonExamination.Subject, "asking the daemon", new DaemonExamination(socket).LookAsync, cancellationToken)
            : Task.FromResult(ImmutableArray<Finding>.Empty);
        var configured = await ConfiguredAsync(context, parse, overlay, probing, cancellationToken);
        return [.. configured.Take(1), .. await kustomize, .. configured.Skip(1), .. await daemon];
    }

    /// <summary>What the configuration is, and then everything that depends on it.</summary>
    private static async Task<ImmutableArray<Finding>> ConfiguredAsync(
        CommandContext context, ParseResult parse, string? overlay, Probing probing, CancellationToken cancellationToken)
    {
        try
        {
            using var composition = context.Compose(parse);
            var options = composition.Options;
            var sources = options.Sources.Length == 1 ? "1 source" : $"{options.Sources.Length} sources";
            var good = Finding.Good(
                ConfigurationSubject,
                $"{parse.GetValue(context.Config) ?? context.Environment.ConfigPath}: {sources}, destination {options.Destination.Host}");
            var (repositories, refusal) = await RepositoriesAsync(composition, overlay, cancellationToken);
            using var doctor = new DoctorComposition(options, context.Environment, probing, context.Time);
            var registries = await Task.WhenAll(doctor.Registries(repositories).Select(look => look(cancellationToken)));
            return
            [
                good,
                .. refusal,
                .. registries.SelectMany(findings => findings),
                .. ArgoCdExamination.Look(context.Environment, options),
            ];
        }
        catch (PromoterException fault) when (fault.Kind is FailureKind.Usage)
        {
            return
            [
                Finding.Bad(ConfigurationSubject, fault.Message, cure: null, FailureKind.Usage),
                Finding.Note(ConfigurationSubject, "registries and permissions were not looked at: that takes a configuration"),
            ];
        }
    }

    /// <summary>The repositories of the overlay, or why it has none to tell; absent without an overlay.</summary>
    private static async Task<(ImmutableArray<RepositoryName>? Repositories, ImmutableArray<Finding> Refusal)> RepositoriesAsync(
        Composition composition, string? overlay, CancellationToken cancellationToken)
    {
        if (overlay is null)
        {
            return (null, []);
        }

        var rendering = new Probing(composition.Options.Copy.Budget, TimeProvider.System);
        ImmutableArray<RepositoryName> repositories = [];
        var refusal = await rendering.RunAsync(
            KustomizeExamination.Subject,
            $"rendering {SafeText.OneLine(overlay, 120)}",
            async token =>
            {
                repositories = await OverlayRepositories.FindAsync(composition, overlay, token);
                return repositories.IsEmpty
                    ? [Finding.Doubtful(KustomizeExamination.Subject, $"{SafeText.OneLine(overlay, 120)} names no image of the destination", "Give an overlay that does")]
                    : [];
            },
            cancellationToken);
        return (repositories, refusal);
    }

    private static TimeSpan ParseTimeout(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (ConfigDuration.Find(text) is { } duration)
        {
            return duration;
        }

        result.AddError($"--timeout '{SafeText.OneLine(text, 40)}': {ConfigDuration.Refuse(text)}.");
        return default;
    }

    private static DoctorFormat ParseFormat(ArgumentResult result)
    {
        switch (result.Tokens[0].Value)
        {
            case "text":
                return DoctorFormat.Text;
            case "json":
                return DoctorFormat.Json;
            case var other:
                result.AddError($"Unknown format '{other}'; write text or json.");
                return default;
        }
    }

    private enum DoctorFormat
    {
        Text,
        Json,
    }
}
