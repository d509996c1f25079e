using CmpPromoter.Testing;

namespace CmpPromoter.Benchmarks.Setting;

/// <summary>Another program that copies images by digest, as somebody would run it in a job: one command an image.</summary>
/// <param name="Name">Its program.</param>
/// <param name="Copy">The command line for a source and a destination reference.</param>
/// <param name="Variables">Its environment.</param>
internal sealed record Peer(string Name, Func<string, string, string[]> Copy, IReadOnlyDictionary<string, string?> Variables)
{
    public static bool IsPeer(string program) => program is "skopeo" or "crane" or "regctl";

    /// <summary>The peers on PATH; skopeo is needed anyway, to fill the source.</summary>
    public static IReadOnlyList<Peer> Installed(TlsIdentity? tls)
    {
        // Go programs take a private authority from here.
        var trust = new Dictionary<string, string?> { ["SSL_CERT_FILE"] = tls?.CertificatePath };
        var plain = tls is null;
        string[] insecure = plain ? ["--insecure"] : [];
        string[] verify = plain ? ["--src-tls-verify=false", "--dest-tls-verify=false"] : [];
        Peer[] known =
        [
            new("skopeo", (source, destination) =>
                ["skopeo", "--insecure-policy", "copy", "-q", "--all", "--preserve-digests", .. verify, $"docker://{source}", $"docker://{destination}"], trust),
            new("crane", (source, destination) => ["crane", "copy", .. insecure, source, destination], trust),
            new("regctl", (source, destination) => ["regctl", "image", "copy", source, destination], trust),
        ];

        // regctl wants plain HTTP in a file of its own, so it runs in the HTTPS cases only.
        return [.. known.Where(peer => ExternalTool.IsInstalled(peer.Name) && (peer.Name != "regctl" || !plain))];
    }
}
