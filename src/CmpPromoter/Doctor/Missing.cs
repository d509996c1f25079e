using CmpPromoter.Copying;
using CmpPromoter.Diagnostics;
using CmpPromoter.Iam;
using CmpPromoter.Registry;

namespace CmpPromoter.Doctor;

/// <summary>A permission that is missing: which, by AWS's own sentence, what it is for, and where to add it.</summary>
internal static class Missing
{
    private const string WebIdentity = "sts:AssumeRoleWithWebIdentity";

    /// <param name="subject">Under which heading it stands.</param>
    /// <param name="asked">The action that was asked for, where AWS names none.</param>
    /// <param name="refusal">What AWS says.</param>
    /// <param name="place">Whose policy must allow it.</param>
    public static Finding Finding(string subject, string asked, RegistryException refusal, ActionPlace place)
    {
        var action = ForbiddenCure.FindAction(refusal) ?? asked;
        var why = AwsActions.All.FirstOrDefault(one => one.Name == action && one.Place == place)?.Why;
        var text = $"{action} is missing{(why is null ? "" : $", to {why}")}: {(refusal.Detail.Length > 0 ? refusal.Detail : refusal.Message)}";

        // Mounting is a saving: without it the bytes are sent.
        var isNeeded = (action, place) is not ("ecr:GetDownloadUrlForLayer", ActionPlace.Destination);
        var cure = Cure(action, refusal, place);
        return (isNeeded ? Doctor.Finding.Bad(subject, text, cure, FailureKind.Remote) : Doctor.Finding.Doubtful(subject, text, cure)) with
        {
            Action = action,
        };
    }

    private static string Cure(string action, RegistryException refusal, ActionPlace place)
    {
        if (action == WebIdentity)
        {
            return "Let the role's trust policy name the cluster's OIDC issuer and this service account: "
                + "'cmp-promoter iam trust --oidc-provider URL' prints it";
        }

        var cure = ForbiddenCure.Of(refusal, place is ActionPlace.Source ? RegistrySide.Source : RegistrySide.Destination);
        return (place, ForbiddenCure.IsExplicit(refusal)) switch
        {
            (_, true) => cure,
            (ActionPlace.Role, _) => $"{cure}: 'cmp-promoter iam' prints both",
            (ActionPlace.Source, _) when refusal.Detail.Contains("resource-based", StringComparison.Ordinal) =>
                $"{cure}: 'cmp-promoter iam source' prints it",
            _ => $"{cure}: 'cmp-promoter iam destination' prints it",
        };
    }
}
