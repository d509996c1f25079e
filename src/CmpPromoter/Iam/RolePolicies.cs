using CmpPromoter.Configuration;

namespace CmpPromoter.Iam;

/// <summary>What each role may do: no more than this configuration needs, and nothing that deletes.</summary>
internal static class RolePolicies
{
    public static IEnumerable<(RoleArn Role, PolicyDocument Policy)> Of(
        IamAccess access, RoleArn podRole, RepositoryCreationOptions? creation)
    {
        var assumed = access.All.Select(one => one.Role).Where(role => role != podRole).Distinct().ToList();
        foreach (var role in assumed.Prepend(podRole))
        {
            ImmutableArray<PolicyStatement> statements =
            [
                .. Pulling(access, role),
                .. Pushing(access.Destination, role, creation),
                .. role == podRole ? Assuming(assumed) : [],
            ];
            if (!statements.IsEmpty)
            {
                yield return (role, new PolicyDocument(statements));
            }
        }
    }

    private static IEnumerable<PolicyStatement> Pulling(IamAccess access, RoleArn role)
    {
        if (access.All.Any(one => one.Role == role))
        {
            yield return new PolicyStatement
            {
                Sid = "LogIn",
                Actions = AwsActions.Names(ActionPlace.Token, ActionNeed.Always),
                Resources = ["*"],
            };
        }

        ImmutableArray<string> sources =
            [.. access.Sources.Where(source => source.Role == role).SelectMany(source => source.Resources).Distinct()];
        if (!sources.IsEmpty)
        {
            yield return new PolicyStatement
            {
                Sid = "PullFromTheSource",
                Actions = AwsActions.Names(ActionPlace.Source, ActionNeed.Always),
                Resources = sources,
            };
        }
    }

    private static IEnumerable<PolicyStatement> Pushing(Access? destination, RoleArn role, RepositoryCreationOptions? creation)
    {
        if (destination is null || destination.Role != role)
        {
            yield break;
        }

        ImmutableArray<string> resources = [.. destination.Resources];
        yield return new PolicyStatement
        {
            Sid = "LookAndPushAtTheDestination",
            Actions = AwsActions.Names(ActionPlace.Destination, ActionNeed.Always),
            Resources = resources,
        };
        if (creation is null or { IsOnPush: true })
        {
            yield break;
        }

        var needs = new List<ActionNeed> { ActionNeed.Creation };
        if (!creation.Tags.IsEmpty)
        {
            needs.Add(ActionNeed.CreationTags);
        }

        if (creation.LifecyclePolicy is not null)
        {
            needs.Add(ActionNeed.CreationLifecycle);
        }

        yield return new PolicyStatement
        {
            Sid = "CreateMissingRepositories",
            Actions = AwsActions.Names(ActionPlace.Destination, [.. needs]),
            Resources = resources,
        };
        if (creation.KmsKey is { } key)
        {
            yield return EncryptingWith(key, destination.Ecr);
        }
    }

    /// <remarks>
    /// An alias is no resource of a policy: https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
    /// </remarks>
    private static PolicyStatement EncryptingWith(string key, EcrHostName ecr)
    {
        var keys = $"arn:{ecr.Partition}:kms:{ecr.Region}:{ecr.AccountId}:key/";
        var alias = AliasOf(key);
        var conditions = ImmutableArray.CreateBuilder<PolicyCondition>();

        // How the service is named here is documented for these two partitions only.
        if (ecr.Partition is "aws" or "aws-us-gov")
        {
            conditions.Add(new PolicyCondition("StringEquals", "kms:ViaService", $"ecr.{ecr.Region}.amazonaws.com"));
        }

        if (alias is not null)
        {
            conditions.Add(new PolicyCondition("ForAnyValue:StringEquals", "kms:ResourceAliases", alias));
        }

        return new PolicyStatement
        {
            Sid = "EncryptWithTheKey",
            Actions = AwsActions.Names(ActionPlace.Destination, ActionNeed.CreationKey),
            Resources = [alias is not null ? $"{keys}*" : key.StartsWith("arn:", StringComparison.Ordinal) ? key : keys + key],
            Conditions = conditions.ToImmutable(),
        };
    }

    private static string? AliasOf(string key) =>
        key.StartsWith("alias/", StringComparison.Ordinal) ? key
        : key.Split(":alias/", 2) is [_, var name] ? $"alias/{name}"
        : null;

    private static IEnumerable<PolicyStatement> Assuming(List<RoleArn> assumed) => assumed.Count == 0
        ? []
        :
        [
            new PolicyStatement
            {
                Sid = "BecomeTheRolesOfTheRegistries",
                Actions = AwsActions.Names(ActionPlace.Role, ActionNeed.Always),
                Resources = [.. assumed.Select(role => role.ToString())],
            },
        ];
}
