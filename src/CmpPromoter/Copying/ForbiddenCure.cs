using System.Text.RegularExpressions;
using CmpPromoter.Configuration;
using CmpPromoter.Registry;

namespace CmpPromoter.Copying;

/// <summary>
/// What to grant where a registry forbids something: the action and the policy that AWS's own sentence names, else those that the
/// request needs, and whose they are to change.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html#access-denied-message-examples</remarks>
internal static partial class ForbiddenCure
{
    private const string RolesPolicy = "in the policy of the promoter's role";

    public static string Of(RegistryException fault, RegistrySide side)
    {
        if (EcrHostName.Find(fault.Host) is null)
        {
            return side is RegistrySide.Source
                ? "Give the configured user the right to pull from this repository"
                : "Give the configured user the right to pull from and push to this repository";
        }

        var sentence = Sentence().Match(fault.Message);
        var action = sentence.Success ? sentence.Groups["action"].Value : ActionsOf(fault.Message, side);
        if (sentence.Groups["deny"].Success)
        {
            return $"Something denies {action} explicitly, which no Allow outweighs: change the policy that AWS names";
        }

        return action.StartsWith("sts:", StringComparison.Ordinal)
            ? $"Allow {action} to the pod's role, and name that role in the trust policy of the role to be assumed (roleArn)"
            : $"Allow {action} {Place(sentence.Groups["policy"].Value, side)}";
    }

    /// <returns>The action that AWS's sentence names; absent where there is no such sentence.</returns>
    public static string? FindAction(RegistryException fault) =>
        Sentence().Match(fault.Message) is { Success: true } sentence ? sentence.Groups["action"].Value : null;

    /// <summary>A policy says no; otherwise none says yes.</summary>
    public static bool IsExplicit(RegistryException fault) => Sentence().Match(fault.Message).Groups["deny"].Success;

    /// <param name="policy">The kind of policy that allows nothing, as AWS names it; empty when it names none.</param>
    /// <param name="side">Whose registry it is.</param>
    private static string Place(string policy, RegistrySide side) => (policy, side) switch
    {
        ("resource-based policy", RegistrySide.Source) =>
            "to the promoter's role in the source repository's policy, which the source's account sets",
        ("resource-based policy", _) => "to the promoter's role in the destination repository's policy",
        ("identity-based policy", RegistrySide.Source) =>
            $"{RolesPolicy}; across accounts the source repository's policy must allow it, too",
        ("identity-based policy" or "", RegistrySide.Destination) => RolesPolicy,
        ("", _) => $"{RolesPolicy} and, where the source is another account's, in the source repository's policy",
        _ => $"in the {policy} that AWS names, and {RolesPolicy}",
    };

    /// <summary>What the request needs, where the answer has no sentence, as to every HEAD.</summary>
    private static string ActionsOf(string message, RegistrySide side)
    {
        var request = Request().Match(message);
        var isPush = request.Groups["method"].Value is "POST" or "PATCH" or "PUT";
        return (request.Groups["thing"].Value, request.Groups["operation"].Value) switch
        {
            ("manifests", _) when isPush => "ecr:PutImage",
            ("manifests" or "referrers", _) => "ecr:BatchGetImage",
            ("blobs", _) when isPush => "ecr:InitiateLayerUpload, ecr:UploadLayerPart and ecr:CompleteLayerUpload",
            ("blobs", _) => "ecr:BatchCheckLayerAvailability and ecr:GetDownloadUrlForLayer",
            (_, { Length: > 0 } operation) => $"ecr:{operation}",
            _ when side is RegistrySide.Source => "ecr:BatchGetImage and ecr:GetDownloadUrlForLayer",
            _ => "ecr:BatchGetImage, ecr:BatchCheckLayerAvailability, ecr:InitiateLayerUpload, ecr:UploadLayerPart, "
                + "ecr:CompleteLayerUpload and ecr:PutImage",
        };
    }

    [GeneratedRegex(
        "not authorized to perform:? (?<action>[a-z0-9-]+:[A-Za-z]+)"
        + "(?:.*? (?:because no (?<policy>[A-Za-z -]{1,60}?) allows|(?<deny>with an explicit deny)))?",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Sentence();

    [GeneratedRegex(
        @"\A(?:(?<method>GET|HEAD|POST|PATCH|PUT) https?://[^/ ]+/v2/[^ ]*/(?<thing>manifests|blobs|referrers)/|(?<operation>[A-Z][a-z]+[A-Za-z]*) (?:https?://|for ))",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Request();
}
