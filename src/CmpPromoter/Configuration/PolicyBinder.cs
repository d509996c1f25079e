namespace CmpPromoter.Configuration;

/// <summary>Reads who may promote what.</summary>
internal static class PolicyBinder
{
    public static PolicyOptions Bind(ConfigSection top)
    {
        var policy = top.Section("policy", ["projects", "revisions"]);
        var projects = policy?.Sections("projects", ["project", "repositories"]) ?? [];
        return new PolicyOptions
        {
            Projects = [.. projects.Select(BindRule)],
            Revisions = policy?.OneOf("revisions", [("any", RevisionPolicy.Any), ("tracked", RevisionPolicy.Tracked)]) ?? RevisionPolicy.Any,
        };
    }

    private static ProjectRule BindRule(ConfigSection section)
    {
        if (!section.Has("project"))
        {
            section.Refuse("project", "missing; write the name of the Argo CD project that may promote");
        }

        if (!section.Has("repositories"))
        {
            section.Refuse("repositories", "missing; write globs over the destination repositories, such as [\"team-a/**\"]");
        }

        var project = section.Text("project", name => name.Contains('*', StringComparison.Ordinal)
            ? "write one project's name; a wildcard would also cover projects that are created later"
            : null);
        return new ProjectRule(project ?? "", section.Texts("repositories", RepositoryGlob.Refuse) ?? []);
    }
}
