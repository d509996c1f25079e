using System.CommandLine;
using System.CommandLine.Parsing;
using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Iam;
using CmpPromoter.Oci;

namespace CmpPromoter.Commands;

/// <summary>Prints the policies that a configuration needs, and asks nothing of anybody.</summary>
internal static class IamCommand
{
    public const string Examples = """
          cmp-promoter iam
          cmp-promoter iam source --overlay overlays/production > source-repository-policy.json
          cmp-promoter iam destination --format terraform
          cmp-promoter iam trust --oidc-provider https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE
        """;

    public static Command Create(CommandContext context)
    {
        var command = new Command("iam", "Print the IAM and repository policies that the configuration needs");
        var part = new Argument<string>("PART")
        {
            Description = "source: the policy of source repositories; destination: what the role may do; "
                + "trust: who may become the role; all: each with where it goes",
            DefaultValueFactory = _ => "all",
            HelpName = "PART",
        };
        part.Validators.Add(RefusePart);
        part.CompletionSources.Add("source", "destination", "trust", "all");
        var overlay = new Option<string?>("--overlay")
        {
            Description = "Narrow to the repositories that this overlay uses",
            HelpName = "PATH",
        };
        var format = Choice.Of(
            "--format", "FORMAT", "json or terraform", "format", ("json", IamFormat.Json), ("terraform", IamFormat.Terraform));
        var document = new Option<string?>("--document") { Description = "Only the document of this name", HelpName = "NAME" };
        var options = new IamOptions();
        command.Arguments.Add(part);
        command.Options.Add(overlay);
        command.Options.Add(format);
        command.Options.Add(document);
        options.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var composition = context.Compose(parse);
            var request = options.Read(parse, composition.Options);
            var repositories = parse.GetValue(overlay) is { } path
                ? await RepositoriesAsync(composition, path, cancellationToken)
                : (ImmutableArray<RepositoryName>?)null;
            var documents = new IamDocuments(composition.Options, request, repositories);
            var text = Print(documents, PartOf(parse.GetRequiredValue(part)), parse.GetValue(format), parse.GetValue(document), composition.Options);
            await context.Terminal.WriteOutputAsync(text, cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task<ImmutableArray<RepositoryName>> RepositoriesAsync(
        Composition composition, string path, CancellationToken cancellationToken)
    {
        var repositories = await OverlayRepositories.FindAsync(composition, path, cancellationToken);
        return !repositories.IsEmpty ? repositories : throw new PromoterException(
            FailureKind.Usage,
            $"--overlay {path}: it names no image of the destination {composition.Options.Destination.Host}, so no policy would "
            + "allow anything; leave --overlay out for all that the configuration allows");
    }

    private static string Print(IamDocuments documents, Part part, IamFormat format, string? name, PromotionOptions options)
    {
        var chosen = part switch
        {
            Part.Source => documents.Source(),
            Part.Destination => documents.Destination(),
            Part.Trust => documents.Trust(),
            _ => [.. documents.Trust(), .. documents.Destination(), .. documents.Source()],
        };
        if (chosen.IsEmpty)
        {
            throw new PromoterException(FailureKind.Usage, WhyNone(part, options));
        }

        if (name is not null)
        {
            var names = string.Join(", ", chosen.Select(one => one.Name));
            chosen = [chosen.FirstOrDefault(one => one.Name == name) ?? throw new PromoterException(
                FailureKind.Usage, $"--document '{SafeText.OneLine(name, 120)}': the documents are {names}")];
        }

        if (format is IamFormat.Terraform)
        {
            return PolicyHcl.Of(chosen);
        }

        return (part, name, chosen) switch
        {
            (Part.All, null, _) => PolicyJson.Of(chosen),
            (_, _, [var only]) => PolicyJson.Of(only.Policy),
            _ => throw new PromoterException(
                FailureKind.Usage,
                "There are several documents, and the AWS CLI takes one at a time: choose with --document "
                + $"{string.Join(" or ", chosen.Select(one => one.Name))}, or see all with 'cmp-promoter iam'"),
        };
    }

    private static string WhyNone(Part part, PromotionOptions options) =>
        part is Part.Source && options.Sources.Any(source => source.Registry.Ecr is not null)
            ? "No source needs a repository policy: each is in the account of the role that pulls from it"
            : "The configuration names no ECR registry that this would be for, and others know no IAM policies";

    private static void RefusePart(ArgumentResult result)
    {
        if (result.Tokens is [{ Value: ['-', ..] option }, ..])
        {
            result.AddError($"Unknown option '{option}'.");
        }
        else if (result.Tokens is [{ Value: not ("source" or "destination" or "trust" or "all") and var other }, ..])
        {
            result.AddError($"Unknown part '{other}'; write source, destination, trust or all.");
        }
    }

    private static Part PartOf(string name) => name switch
    {
        "source" => Part.Source,
        "destination" => Part.Destination,
        "trust" => Part.Trust,
        _ => Part.All,
    };

    private enum Part
    {
        All,
        Source,
        Destination,
        Trust,
    }

    private enum IamFormat
    {
        Json,
        Terraform,
    }
}
