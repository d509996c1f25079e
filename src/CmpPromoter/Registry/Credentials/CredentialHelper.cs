using System.ComponentModel;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;
using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Registry.Credentials;

/// <summary>Asks a <c>docker-credential-…</c> program for the credential of one registry.</summary>
/// <param name="searchPath">Where the helpers are, and what they find themselves.</param>
/// <param name="time">The clock of the time limit.</param>
/// <remarks>
/// https://github.com/docker/docker-credential-helpers#development: the server's name on stdin, JSON on stdout.
/// </remarks>
internal sealed partial class CredentialHelper(SearchPath searchPath, TimeProvider time)
{
    // Helpers of cloud registries ask their cloud; one that takes longer waits for a person.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <returns><c>null</c> when the helper knows no credential for the server.</returns>
    /// <exception cref="PromoterException">The helper cannot be run, fails, or answers something else.</exception>
    public async Task<RegistryCredential?> FindAsync(string name, string serverKey, CancellationToken cancellationToken)
    {
        // The name comes from a file and becomes a program: it must not lead elsewhere.
        if (!Name().IsMatch(name))
        {
            throw Failure(
                SafeText.OneLine(name, 64), serverKey, "its name may hold letters, digits, '_', '.' and '-' only");
        }

        var result = await RunAsync(name, serverKey, cancellationToken);
        if (result.IsSuccess)
        {
            return Parse(name, serverKey, result.StandardOutput);
        }

        // Failures stand on stdout, by the protocol.
        return result.StandardOutput.Contains("credentials not found", StringComparison.OrdinalIgnoreCase)
            ? null
            : throw Failure(name, serverKey, $"it ended with {result.ExitCode}: {Said(result)}");
    }

    private static string Said(BufferedCommandResult result) =>
        SafeText.OneLine(result.StandardOutput.Trim().Length > 0 ? result.StandardOutput : result.StandardError, 300);

    private static RegistryCredential Parse(string name, string serverKey, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var user = document.RootElement.GetProperty("Username").GetString() ?? "";
            var secret = document.RootElement.GetProperty("Secret").GetString() ?? "";
            return user == "<token>"
                ? new RegistryCredential { UserName = "", Password = secret, IsIdentityToken = true }
                : new RegistryCredential { UserName = user, Password = secret };
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // The parser's message may quote the secret, so neither it nor the fault is passed on.
            throw Failure(name, serverKey, "its answer is not a JSON object with Username and Secret");
        }
    }

    private static PromoterException Failure(string name, string serverKey, string why, Exception? inner = null) => new(
        FailureKind.Usage, $"Asking docker-credential-{name} for the credential of {serverKey}: {why}", inner);

    private async Task<BufferedCommandResult> RunAsync(
        string name, string serverKey, CancellationToken cancellationToken)
    {
        const string Cure = "Install it on PATH, or name credentials that need no helper";
        var program = searchPath.Find($"docker-credential-{name}")
            ?? throw Failure(name, serverKey, $"it is not on PATH ({searchPath.Description}). {Cure}");
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            // The working directory is the author's checkout; a helper must find nothing there either.
            return await Cli.Wrap(program)
                .WithArguments("get")
                .WithWorkingDirectory(Path.GetDirectoryName(program)!) // It is in a directory.
                .WithEnvironmentVariables(variables => variables.Set("PATH", searchPath.ToString()))
                .WithStandardInputPipe(PipeSource.FromString(serverKey, Encoding.UTF8))
                .WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync(Encoding.UTF8, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure(name, serverKey, $"it gave no answer within {Timeout.TotalSeconds:0} s");
        }
        catch (Win32Exception fault)
        {
            throw Failure(name, serverKey, $"it cannot be started: {fault.Message}. {Cure}", fault);
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]{1,64}\z")]
    private static partial Regex Name();
}
