using CmpPromoter.Configuration;
using CmpPromoter.Oci;

namespace CmpPromoter.Iam;

/// <summary>The policies that a configuration needs, each with its name and with how it is put in place.</summary>
internal sealed class IamDocuments
{
    private const string Placeholder = "REPOSITORY";

    private readonly IamAccess access;
    private readonly IamRequest request;
    private readonly RepositoryCreationOptions? creation;
    private readonly bool knowsRepositories;

    /// <param name="options">The configuration.</param>
    /// <param name="request">Whose policies are wanted.</param>
    /// <param name="repositories">The destination repositories that matter; absent: all that the sources serve.</param>
    public IamDocuments(PromotionOptions options, IamRequest request, ImmutableArray<RepositoryName>? repositories)
    {
        this.request = request;
        access = IamAccess.Of(options, request.Role, repositories);
        creation = options.CreateRepositories;
        knowsRepositories = repositories is not null;
    }

    /// <summary>
    /// What source repositories in other accounts say of who may pull; one document for all that say the same. Empty when no
    /// source is in another account than its role.
    /// </summary>
    public ImmutableArray<IamDocument> Source()
    {
        var foreign = access.Sources.Where(source => source.CrossesAccounts).GroupBy(source => source.Role).ToList();
        if (request.Organization is { } organization && foreign.Count > 0)
        {
            return [Pulled("source-repository-policy", PolicyPrincipal.Everyone, organization, foreign.SelectMany(group => group))];
        }

        return [.. foreign.Select(group => Pulled(
            foreign.Count == 1 ? "source-repository-policy" : $"source-repository-policy-{group.Key.Name}",
            new PolicyPrincipal("AWS", group.Key.ToString()),
            organization: null,
            group))];
    }

    /// <summary>What each role may do; empty when no registry is of type ecr.</summary>
    public ImmutableArray<IamDocument> Destination() => [.. RolePolicies.Of(access, request.Role, creation).Select(one => Document(
        one.Role,
        "role-policy",
        one.Policy,
        name => $"aws iam put-role-policy --role-name {one.Role.Name} --policy-name promote --policy-document file://{name}.json"))];

    /// <summary>Who may become each role; empty when no registry is of type ecr.</summary>
    public ImmutableArray<IamDocument> Trust() => access.All.Any()
        ? [.. TrustPolicies.Of(access, request).Select(one => Document(
            one.Role,
            "trust-policy",
            one.Policy,
            name => $"aws iam create-role --role-name {one.Role.Name} --assume-role-policy-document file://{name}.json"))]
        : [];

    private IamDocument Document(RoleArn role, string name, PolicyDocument policy, Func<string, string> command)
    {
        var fullName = role == request.Role ? name : $"{name}-{role.Name}";
        return new IamDocument
        {
            Name = fullName,
            Subject = $"the {(name == "trust-policy" ? "trust" : "permissions")} of role {role.Name} in account {role.AccountId}",
            Commands = [command(fullName)],
            Policy = policy,
        };
    }

    private IamDocument Pulled(string name, PolicyPrincipal principal, string? organization, IEnumerable<Access> sources)
    {
        var all = sources.ToList();
        return new IamDocument
        {
            Name = name,
            Subject = $"the source repositories in {string.Join(", ", all.Select(source => source.Registry.Host.ToString()).Distinct())}",
            Commands = [.. all.SelectMany(source => Commands(source, name)).Distinct()],
            Policy = new PolicyDocument(
            [
                new PolicyStatement
                {
                    Sid = "AllowPull",
                    Principal = principal,
                    Actions = AwsActions.Names(ActionPlace.Source, ActionNeed.Always),
                    Conditions = organization is null
                        ? []
                        : [new PolicyCondition("StringEquals", "aws:PrincipalOrgID", organization)],
                },
            ]),
        };
    }

    private IEnumerable<string> Commands(Access source, string name) =>
        from repository in knowsRepositories ? source.Repositories : [Placeholder]
        select $"aws ecr set-repository-policy --region {source.Ecr.Region} --registry-id {source.Ecr.AccountId} "
            + $"--repository-name {repository} --policy-text file://{name}.json";
}
