namespace CmpPromoter.Configuration;

/// <summary>
/// What the flags of <c>kustomize build</c> mean for a render of files that others wrote. Those that let an author run a program in
/// the pod are refused, those that only open something to authors get a warning; flags unknown here go to kustomize as they are.
/// </summary>
/// <remarks>https://github.com/kubernetes-sigs/kustomize/tree/master/kustomize/commands/build (flag*.go)</remarks>
internal static class BuildOptionRules
{
    private const string RunsPrograms =
        "it would let an application's author run programs in this pod, with its credentials; remove the option";

    private const string OpensFunctions =
        "it opens this pod's network or files to functions that an application's author chooses; remove the option";

    private const string TakesOutput = "the manifests are read from kustomize's standard output; remove the option";

    private const string LoadRestrictor = "--load-restrictor";

    private const string HelmCommand = "--helm-command";

    private static readonly ImmutableDictionary<string, string> Refused = new Dictionary<string, string>
    {
        ["-o"] = TakesOutput,
        ["--output"] = TakesOutput,
        ["--enable-alpha-plugins"] = RunsPrograms,
        ["--enable-exec"] = RunsPrograms,
        ["--enable-star"] = RunsPrograms,
        ["--mount"] = OpensFunctions,
        ["--network"] = OpensFunctions,
        ["--network-name"] = OpensFunctions,
    }.ToImmutableDictionary();

    /// <returns>Why the item cannot be used, with the cure; absent when it can.</returns>
    public static string? Refuse(string option)
    {
        var flag = FlagOf(option);
        if (flag is not null && Refused.TryGetValue(flag, out var reason))
        {
            return reason;
        }

        if (flag is HelmCommand && !IsOutOfReach(ValueOf(option)))
        {
            return "a relative program would be one in an author's checkout; write --helm-command=/full/path, in one item";
        }

        return flag is not null && option.Contains(' ', StringComparison.Ordinal) && ValueOf(option) is null
            ? "a flag and its value are two items, or one joined by '='"
            : null;
    }

    /// <returns>What each of the options opens to the authors of applications; empty for most.</returns>
    public static IEnumerable<string> Warnings(ImmutableArray<string> options)
    {
        foreach (var (index, option) in options.Index())
        {
            switch (FlagOf(option))
            {
                case "--enable-helm" when ValueOf(option) is not "false":
                    yield return "--enable-helm lets authors run the helm on PATH on any chart of any repository";
                    break;
                case LoadRestrictor when (ValueOf(option) ?? options.ElementAtOrDefault(index + 1)) is not "LoadRestrictionsRootOnly":
                    yield return "--load-restrictor lets authors put any file that this pod can read into their manifests, "
                        + "mounted credentials too";
                    break;
            }
        }
    }

    /// <summary>The name alone, as kustomize normalises it; absent for a value.</summary>
    private static string? FlagOf(string option) => option switch
    {
        ['-', '-', ..] => option.Split('=')[0].Replace('_', '-'),
        ['-', not '-', ..] => option[..2],
        _ => null,
    };

    /// <summary>What is joined to a flag by '='; absent when nothing is.</summary>
    private static string? ValueOf(string option) => option.Split('=', 2) is [_, var value] ? value : null;

    /// <summary>Found on PATH, of which only absolute entries are left, or named in full.</summary>
    private static bool IsOutOfReach(string? program) =>
        program is not null && (Path.IsPathFullyQualified(program) || !program.Contains('/', StringComparison.Ordinal));
}
