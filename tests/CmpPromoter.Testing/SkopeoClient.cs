using CliWrap;
using CliWrap.Buffered;

namespace CmpPromoter.Testing;

/// <summary>skopeo, asked over plain HTTP on loopback.</summary>
public sealed class SkopeoClient(string credentials = "")
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly string program = ExternalTool.Skopeo();

    /// <summary>The raw manifest bytes as text, which have the manifest's digest.</summary>
    public async Task<string> InspectRawAsync(string reference) =>
        await RunAsync(["inspect", "--raw", "--tls-verify=false", .. Credentials("--creds"), $"docker://{reference}"]);

    /// <summary>Copies with every platform and digest kept.</summary>
    /// <param name="source">With transport, such as <c>oci:dir:tag</c> or <c>docker://host/repository:tag</c>.</param>
    /// <param name="destination">With transport.</param>
    /// <param name="options">Further options, such as <c>--format v2s2</c>.</param>
    public async Task CopyAsync(string source, string destination, params string[] options) =>
        await RunAsync([
            "copy", "--all", "--src-tls-verify=false", "--dest-tls-verify=false",
            .. source.StartsWith("docker:", StringComparison.Ordinal) ? Credentials("--src-creds") : [],
            .. destination.StartsWith("docker:", StringComparison.Ordinal) ? Credentials("--dest-creds") : [],
            .. options, source, destination,
        ]);

    private string[] Credentials(string option) => credentials.Length == 0 ? [] : [option, credentials];

    private async Task<string> RunAsync(string[] arguments)
    {
        using var timeout = new CancellationTokenSource(Patience);
        var result = await Cli.Wrap(program)
            .WithArguments(["--insecure-policy", .. arguments])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(timeout.Token);
        return result.ExitCode == 0
            ? result.StandardOutput
            : throw new InvalidOperationException($"skopeo {arguments[0]} failed: {result.StandardError}");
    }
}
