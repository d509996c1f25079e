using System.Globalization;
using CmpPromoter.Configuration;

namespace CmpPromoter.Doctor;

/// <summary>What Argo CD says to its plugin, and how the time budget goes with Argo CD's timeouts.</summary>
internal static class ArgoCdExamination
{
    public const string Subject = "Argo CD";

    /// <summary>Where cmp-server looks for its plugin, in every sidecar.</summary>
    private const string PluginFile = "/home/argocd/cmp-server/config/plugin.yaml";

    /// <summary>What Git, streaming and rendering take around a plugin.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromSeconds(15);

    /// <summary>controller.repo.server.timeout.seconds and server.repo.server.timeout.seconds, unless set.</summary>
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    public static ImmutableArray<Finding> Look(ProcessEnvironment environment, PromotionOptions options)
    {
        if (environment.ApplicationName is null && !File.Exists(PluginFile))
        {
            return [Finding.Note(Subject, "this is not Argo CD's sidecar; run doctor there to see what the plugin sees")];
        }

        return [Caller(environment, options), .. Budget(options.Copy.Budget), .. ExecTimeout(environment)];
    }

    private static Finding Caller(ProcessEnvironment environment, PromotionOptions options) => environment switch
    {
        { ApplicationName: null } => Finding.Note(
            Subject, "ARGOCD_APP_NAME is not set: Argo CD sets it for a render, not for whoever looks into the container"),
        { ProjectName: null } when !options.Policy.Projects.IsEmpty => Finding.Bad(
            Subject,
            "policy.projects has rules and ARGOCD_APP_PROJECT_NAME is not set, so every promotion is refused",
            "Argo CD 3.0 and later tell plugins the project: upgrade, or remove policy.projects",
            Diagnostics.FailureKind.Image),
        _ => Finding.Good(
            Subject,
            $"application {environment.ApplicationName}, project {environment.ProjectName ?? "not told"}"),
    };

    private static IEnumerable<Finding> Budget(TimeSpan budget)
    {
        var needed = (budget + Around).TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        var seconds = budget.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
        yield return budget + Around <= DefaultTimeout
            ? Finding.Good(Subject, $"copy.budget is {seconds} s, which Argo CD's default timeout of 60 s leaves room for")
            : Finding.Note(
                Subject,
                $"copy.budget is {seconds} s: controller.repo.server.timeout.seconds and server.repo.server.timeout.seconds must be "
                + $"{needed} or more (60 unless set); they cannot be seen from here");
    }

    private static IEnumerable<Finding> ExecTimeout(ProcessEnvironment environment)
    {
        if (environment.Find("ARGOCD_EXEC_TIMEOUT") is not null)
        {
            yield return Finding.Doubtful(
                Subject,
                "ARGOCD_EXEC_TIMEOUT is set, and has no effect in a plugin's sidecar",
                "Set controller.repo.server.timeout.seconds and server.repo.server.timeout.seconds instead");
        }
    }
}
