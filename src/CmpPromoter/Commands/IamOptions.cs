using System.CommandLine;
using System.Text.RegularExpressions;
using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Iam;

namespace CmpPromoter.Commands;

/// <summary>The options of <c>iam</c> that say whose policies are wanted.</summary>
internal sealed partial class IamOptions
{
    private const string DefaultRole = "cmp-promoter";
    private const string DefaultServiceAccount = "argocd/argocd-repo-server";

    private readonly Option<string> role = new("--role")
    {
        Description = "The role of the pod, by name or ARN",
        HelpName = "ROLE",
        DefaultValueFactory = _ => DefaultRole,
    };

    private readonly Option<string?> organization = new("--organization")
    {
        Description = "Let every principal of this AWS organization pull from the sources, instead of the role alone",
        HelpName = "o-…",
    };

    private readonly Option<TrustKind?> trust = Choice.Of<TrustKind?>(
        "--trust",
        "KIND",
        "How the pod gets its role: pod-identity, or irsa, which needs --oidc-provider. "
            + "Default: irsa where --oidc-provider is given",
        "kind of trust",
        ("pod-identity", TrustKind.PodIdentity),
        ("irsa", TrustKind.Irsa));

    private readonly Option<string?> oidcProvider = new("--oidc-provider")
    {
        Description = "The cluster's OIDC issuer",
        HelpName = "URL",
    };

    private readonly Option<string> serviceAccount = new("--service-account")
    {
        Description = "The pod's service account",
        HelpName = "NAMESPACE/NAME",
        DefaultValueFactory = _ => DefaultServiceAccount,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(role);
        command.Options.Add(organization);
        command.Options.Add(trust);
        command.Options.Add(oidcProvider);
        command.Options.Add(serviceAccount);
    }

    /// <exception cref="PromoterException">An option has no valid value, or does not go with another.</exception>
    public IamRequest Read(ParseResult parse, PromotionOptions options)
    {
        var account = parse.GetRequiredValue(serviceAccount);
        if (!ServiceAccount().IsMatch(account))
        {
            throw Refused(serviceAccount, account, $"write NAMESPACE/NAME, such as {DefaultServiceAccount}");
        }

        var organizationId = parse.GetValue(organization);
        if (organizationId is not null && !Organization().IsMatch(organizationId))
        {
            throw Refused(
                organization, organizationId, "write an organization's id, such as o-a1b2c3d4e5 (aws organizations describe-organization)");
        }

        return new IamRequest
        {
            Role = ReadRole(parse.GetRequiredValue(role), options),
            Organization = organizationId,
            OidcProvider = ReadProvider(parse),
            ServiceAccountNamespace = account.Split('/')[0],
            ServiceAccountName = account.Split('/')[1],
        };
    }

    private RoleArn ReadRole(string text, PromotionOptions options)
    {
        if (RoleArn.TryParse(text, out var known))
        {
            return known;
        }

        if (options.Destination.Ecr is not { } ecr)
        {
            throw Refused(
                role, text, "the destination is no ECR registry, so nothing says in which account the role is; write its ARN, arn:aws:iam::<12 digits>:role/<name>");
        }

        return RoleArn.Find(ecr.Partition, ecr.AccountId, text)
            ?? throw Refused(role, text, $"write a role's name, such as {DefaultRole}, or its ARN");
    }

    private string? ReadProvider(ParseResult parse)
    {
        var kind = parse.GetValue(trust);
        if (parse.GetValue(oidcProvider) is not { } text)
        {
            return kind is not TrustKind.Irsa ? null : throw new PromoterException(
                FailureKind.Usage,
                "--trust irsa needs --oidc-provider: the cluster's issuer, which "
                + "'aws eks describe-cluster --name CLUSTER --query cluster.identity.oidc.issuer --output text' prints");
        }

        if (kind is TrustKind.PodIdentity)
        {
            throw new PromoterException(
                FailureKind.Usage, "--trust pod-identity knows no --oidc-provider: leave one of the two out");
        }

        var issuer = Provider().Match(text);
        return issuer.Success ? issuer.Groups["issuer"].Value : throw Refused(
            oidcProvider, text, "write the cluster's issuer, such as https://oidc.eks.us-east-1.amazonaws.com/id/…");
    }

    private static PromoterException Refused(Option option, string value, string valid) =>
        new(FailureKind.Usage, $"{option.Name} '{SafeText.OneLine(value, 120)}': {valid}");

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?/[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex ServiceAccount();

    [GeneratedRegex(@"\Ao-[a-z0-9]{10,32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Organization();

    /// <summary>The issuer's URL, the same without its scheme, or the provider's ARN.</summary>
    [GeneratedRegex(
        @"\A(?:https://|arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider/)?(?<issuer>[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[A-Za-z0-9._-]+)*)/?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Provider();

    private enum TrustKind
    {
        PodIdentity,
        Irsa,
    }
}
