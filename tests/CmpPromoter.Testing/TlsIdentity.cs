using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CmpPromoter.Testing;

/// <summary>A throw-away certificate for 127.0.0.1 that has signed itself, in files for a server and for those who trust it.</summary>
public sealed class TlsIdentity : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public TlsIdentity()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=registry.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var today = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(today.AddDays(-1), today.AddDays(1));
        Thumbprint = certificate.Thumbprint;
        CertificatePath = directory.Write("certificate.pem", certificate.ExportCertificatePem());
        KeyPath = directory.Write("key.pem", key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Its hash, in hexadecimal.</summary>
    public string Thumbprint { get; }

    public string CertificatePath { get; }

    public string KeyPath { get; }

    public void Dispose() => directory.Dispose();
}
