using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Copying;

/// <summary>Turns what a registry answered into what a user can act upon: doing what, at which side, what came back, what to try.</summary>
internal static class RegistryFailure
{
    /// <param name="fault">What the registry answered.</param>
    /// <param name="doing">What was being done, such as <c>looking for team/api:1.4</c>.</param>
    /// <param name="source">The source registry, absent where only the destination was asked.</param>
    public static PromoterException Explain(RegistryException fault, string doing, IRegistry? source)
    {
        var side = source is not null && fault.Host == source.Host ? RegistrySide.Source : RegistrySide.Destination;
        return Explain(fault, doing, side);
    }

    public static PromoterException Explain(RegistryException fault, string doing, RegistrySide side)
    {
        var name = side is RegistrySide.Source ? "source" : "destination";
        var message = $"{doing}: {name} {fault.Host}: {fault.Message.TrimEnd('.')}. {Cure(fault, side)}";
        var kind = fault.Fault is RegistryFault.NoRepository ? FailureKind.Image : FailureKind.Remote;
        return new PromoterException(kind, message, fault);
    }

    /// <summary>What to do where a certificate is not trusted.</summary>
    public static string TlsCure(RegistryHost host) =>
        "If a private authority signed the certificate, name its PEM file in SSL_CERT_FILE, or in promotion.yaml as this registry's caFile"
        + (EcrHostName.Find(host) is null
            ? ""
            : "; the pod's own AWS credentials (IRSA) are fetched with the authorities of the variable SSL_CERT_FILE");

    private static string Cure(RegistryException fault, RegistrySide side) => fault.Fault switch
    {
        RegistryFault.Unreachable =>
            "Check the registry's name and endpoint, DNS, HTTPS_PROXY/NO_PROXY, "
            + "and whether the pod's network lets it through",
        RegistryFault.Tls => TlsCure(fault.Host),
        RegistryFault.Broken or RegistryFault.Unavailable => "Try again: finished layers are kept",
        RegistryFault.Unauthorized => "Check the credentials that were meant for this registry, or the AWS role",
        RegistryFault.Forbidden => ForbiddenCure.Of(fault, side),
        RegistryFault.Throttled => "Try again later, or have the account's quota for this API raised",
        RegistryFault.NotFound => "It was there a moment ago: check whether it is being deleted, then try again",
        RegistryFault.NoRepository =>
            "Add a creation template of the account for CREATE_ON_PUSH whose prefix matches "
            + "('aws ecr create-repository-creation-template --applied-for CREATE_ON_PUSH --prefix …'), or create the repository",
        RegistryFault.Protocol => "The answer cannot be trusted, so nothing was tagged; check the registry and what stands between",
        _ => "The registry will not take this content; its sentence says why",
    };
}

/// <summary>Which of the two registries of a copy.</summary>
internal enum RegistrySide
{
    Source,
    Destination,
}
