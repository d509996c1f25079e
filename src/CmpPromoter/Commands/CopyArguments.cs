using System.CommandLine;
using System.CommandLine.Parsing;
using CmpPromoter.Configuration;
using CmpPromoter.Promotion;

namespace CmpPromoter.Commands;

/// <summary>The command line of <c>copy</c>.</summary>
internal sealed class CopyArguments
{
    private readonly Argument<string> source = new("SOURCE")
    {
        Description = "The image: registry/repository with :tag, @digest or both; with both the digest decides",
    };

    private readonly Argument<string> destination = new("DESTINATION")
    {
        Description = "Where it goes: registry/repository[:tag]; without a tag it has the source's",
    };

    private readonly Option<Uri?> sourceEndpoint = Endpoint("--source-endpoint", "source");
    private readonly Option<Uri?> destinationEndpoint = Endpoint("--destination-endpoint", "destination");

    private readonly Option<bool> createRepository = new("--create-repository")
    {
        Description = "Create a missing ECR repository (immutable tags, scanned on push)",
    };

    private readonly Option<string?> report = GlobalOptions.Report();
    private readonly Option<TimeSpan?> timeout = GlobalOptions.Timeout();

    /// <summary>Other programs have it, and whoever comes from one should hear why this has not.</summary>
    private readonly Option<string?> platform = new("--platform") { Hidden = true };

    public void AddTo(Command command)
    {
        command.Arguments.Add(source);
        command.Arguments.Add(destination);
        foreach (var option in new Option[] { createRepository, sourceEndpoint, destinationEndpoint, report, timeout, platform })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(Refuse);
    }

    public CopyCall Read(ParseResult parse) => new()
    {
        Order = CopyOrder.Parse(parse.GetRequiredValue(source), parse.GetRequiredValue(destination)),
        SourceEndpoint = parse.GetValue(sourceEndpoint),
        DestinationEndpoint = parse.GetValue(destinationEndpoint),
        CreatesRepository = parse.GetValue(createRepository),
        ReportPath = parse.GetValue(report),
        Timeout = parse.GetValue(timeout) ?? Timeout.InfiniteTimeSpan,
    };

    private void Refuse(CommandResult result)
    {
        if (result.GetResult(platform) is not null)
        {
            result.AddError(
                "--platform would copy a part of the image, which has another digest. Leave it out: "
                + "copy brings every platform and keeps the digest.");
            return;
        }

        // A missing argument has been reported by the library.
        if (result.GetResult(source) is not { Tokens: [var from] } || result.GetResult(destination) is not { Tokens: [var to] })
        {
            return;
        }

        if (new[] { from, to }.FirstOrDefault(token => token.Value is ['-', ..]) is { } option)
        {
            result.AddError($"Unknown option '{option.Value}'.");
            return;
        }

        try
        {
            CopyOrder.Parse(from.Value, to.Value);
        }
        catch (FormatException refusal)
        {
            result.AddError(refusal.Message + ".");
        }
    }

    private static Option<Uri?> Endpoint(string name, string side) => new(name)
    {
        Description = $"Where the {side}'s registry API really is, such as a VPC endpoint. Default: https, on loopback http",
        HelpName = "URL",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (RegistryEndpoint.Refuse(text, insecure: false) is { } reason)
            {
                result.AddError($"{name}: {ConfigFaults.Show(text)}: {reason}.");
                return null;
            }

            return new Uri(text);
        },
    };
}

/// <summary>What one command line of <c>copy</c> asks for.</summary>
internal sealed record CopyCall
{
    public required CopyOrder Order { get; init; }

    /// <summary>Absent: where the registry's name says.</summary>
    public required Uri? SourceEndpoint { get; init; }

    /// <summary>Absent: where the registry's name says.</summary>
    public required Uri? DestinationEndpoint { get; init; }

    public required bool CreatesRepository { get; init; }

    public required string? ReportPath { get; init; }

    /// <summary>Infinite unless one is given.</summary>
    public required TimeSpan Timeout { get; init; }
}
