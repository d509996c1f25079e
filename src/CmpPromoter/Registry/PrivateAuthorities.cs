using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Registry;

/// <summary>Certificate authorities of a PEM file, trusted besides the system's.</summary>
internal static class PrivateAuthorities
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>What judges a server's certificate when the system has.</summary>
    /// <param name="caFile">PEM certificates.</param>
    /// <exception cref="PromoterException">The file cannot be read or holds no certificate.</exception>
    public static RemoteCertificateValidationCallback CreateValidation(string caFile)
    {
        var authorities = Read(caFile);
        return (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors, authorities);
    }

    private static X509Certificate2Collection Read(string caFile)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(caFile);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new PromoterException(
                FailureKind.Usage, $"caFile {caFile} cannot be read as PEM: {fault.Message}", fault);
        }

        return authorities.Count > 0
            ? authorities
            : throw new PromoterException(
                FailureKind.Usage,
                $"caFile {caFile} holds no certificate; give a file with -----BEGIN CERTIFICATE-----");
    }

    private static bool IsTrusted(
        X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, X509Certificate2Collection authorities)
    {
        // The extra authorities settle who signed, never for which name.
        if (errors is not SslPolicyErrors.RemoteCertificateChainErrors || certificate is null)
        {
            return errors is SslPolicyErrors.None;
        }

        using var ownChain = new X509Chain();
        var policy = ownChain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(authorities);

        // A private authority seldom runs a revocation service that a cluster can reach.
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        policy.ExtraStore.AddRange(chain?.ChainPolicy.ExtraStore ?? []);
        using var copy = new X509Certificate2(certificate);
        return ownChain.Build(copy);
    }
}
