using CmpPromoter.LocalEcr.Faults;

namespace CmpPromoter.Specs.Torture;

/// <summary>Draws faults of networks and registries; equal seeds draw equal faults.</summary>
internal sealed class RandomFaults(Random random)
{
    private const string Page = "<html><head><title>502</title></head><body>bad gateway</body></html>";

    private static readonly ImmutableArray<(string Operation, Func<Random, FaultAction> Action)> Kinds =
    [
        ("LayerDownload", random => new FaultAction.CutResponse(random.Next(48 * 1024))),
        ("LayerDownload", random => new FaultAction.FlipByte(random.Next(48 * 1024))),
        ("LayerDownload", random => new FaultAction.ChangeLength(random.Next(-100, 100))),
        ("LayerDownload", _ => new FaultAction.Expire()),
        ("LayerDownload", _ => new FaultAction.IgnoreRange()),
        ("LayerDownload", _ => new FaultAction.Answer(503, "SlowDown", "Please reduce your request rate.")),
        ("LayerDownload", random => new FaultAction.Drip(random.Next(1024, 16 * 1024), TimeSpan.FromMilliseconds(5))),
        ("GetBlob", _ => new FaultAction.Answer(429, "TOOMANYREQUESTS", "Rate exceeded")),
        ("GetBlob", _ => new FaultAction.Expire()),
        ("StartUpload", _ => new FaultAction.Answer(429, "TOOMANYREQUESTS", "Rate exceeded")),
        ("StartUpload", _ => new FaultAction.LoseResponse()),
        ("PutUpload", random => new FaultAction.CutRequest(random.Next(48 * 1024))),
        ("PutUpload", _ => new FaultAction.LoseResponse()),
        ("PutUpload", _ => new FaultAction.LoseSession()),
        ("PutUpload", _ => new FaultAction.Expire()),
        ("PutUpload", _ => new FaultAction.Answer(502) { Body = Page }),
        ("PutManifest", _ => new FaultAction.LoseResponse()),
        ("PutManifest", random => new FaultAction.CutRequest(random.Next(400))),
        ("PutManifest", _ => new FaultAction.Answer(429, "TOOMANYREQUESTS", "Rate exceeded")),
        ("PutManifest", _ => new FaultAction.Answer(503) { Body = Page }),
        ("BatchGetImage", _ => new FaultAction.LoseResponse()),
        ("BatchGetImage", random => new FaultAction.CutResponse(random.Next(2000))),
        ("BatchCheckLayerAvailability", _ => new FaultAction.Answer(400, "ThrottlingException", "Rate exceeded")),
        ("GetAuthorizationToken", _ => new FaultAction.Answer(500, "ServerException", "try again")),
    ];

    /// <summary>Strikes one request of the next dozens.</summary>
    public Fault Next(string name)
    {
        var (operation, action) = Kinds[random.Next(Kinds.Length)];
        var isRare = operation.StartsWith("Batch", StringComparison.Ordinal) || operation == "GetAuthorizationToken";
        return new Fault
        {
            Name = name,
            Operation = operation,
            Action = action(random),
            After = random.Next(isRare ? 6 : 30),
        };
    }
}
