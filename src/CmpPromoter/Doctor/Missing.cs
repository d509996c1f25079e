using System.Text.RegularExpressions;
using CmpPromoter.Diagnostics;
using CmpPromoter.Iam;
using CmpPromoter.Registry;

namespace CmpPromoter.Doctor;

/// <summary>A permission that is missing: which, by AWS's own sentence, and where to add it.</summary>
internal static partial class Missing
{
    /// <returns>The action that AWS names; absent when the refusal is for something else.</returns>
    public static string? ActionOf(RegistryException refusal) =>
        refusal.Fault is RegistryFault.Forbidden && Named().Match(refusal.Detail) is { Success: true } match ? match.Groups["action"].Value : null;

    public static Finding Finding(string subject, string action, RegistryException refusal, ActionPlace place)
    {
        var why = AwsActions.All.FirstOrDefault(one => one.Name == action && one.Place == place)?.Why;
        var text = $"{action} is missing{(why is null ? "" : $", to {why}")}: {refusal.Detail}";

        // Mounting is a saving: without it the bytes are sent.
        var isNeeded = (action, place) is not ("ecr:GetDownloadUrlForLayer", ActionPlace.Destination);
        return (isNeeded ? Doctor.Finding.Bad(subject, text, Cure(refusal, place), FailureKind.Remote)
            : Doctor.Finding.Doubtful(subject, text, Cure(refusal, place))) with
        {
            Action = action,
        };
    }

    private static string Cure(RegistryException refusal, ActionPlace place) => place switch
    {
        ActionPlace.Role => "Let the pod's role assume it, and the role's trust policy name the pod's role: 'cmp-promoter iam' prints both",
        ActionPlace.Source when refusal.Detail.Contains("resource-based", StringComparison.Ordinal) =>
            "Put what 'cmp-promoter iam source' prints on the repository, in the source's account",
        _ when refusal.Detail.Contains("explicit deny", StringComparison.Ordinal) =>
            "A policy denies it: look for Deny in the repository's policy, the organization's, or the permissions boundary",
        _ => "Give the role what 'cmp-promoter iam destination' prints",
    };

    [GeneratedRegex(@"to perform: (?<action>[a-z0-9]+:[A-Za-z]+)")]
    private static partial Regex Named();
}
