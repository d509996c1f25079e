using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Policies;

namespace CmpPromoter.LocalEcr.Api;

/// <summary>Operations on repository creation templates, of which this server uses those for CREATE_ON_PUSH.</summary>
/// <remarks>
/// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepositoryCreationTemplate.html
/// </remarks>
internal static partial class TemplateOperations
{
    public static JsonObject Create(ApiCall call)
    {
        call.RequireAccess();
        var prefix = call.Arguments.RequiredText("prefix");
        if (!PrefixForm().IsMatch(prefix))
        {
            throw EcrErrors.InvalidParameter("prefix", "Member must be a repository name, or ROOT");
        }

        var now = call.Account.Now();
        var empty = new CreationTemplate(prefix, new RepositoryOptions())
        {
            AppliedFor = [],
            CreatedAt = now,
            UpdatedAt = now,
        };
        var template = Check(Read(call, empty));
        call.Account.AddCreationTemplate(template);
        return Answer(call, template);
    }

    public static JsonObject Update(ApiCall call)
    {
        call.RequireAccess();
        return Answer(call, call.Account.Templates.Change(
            call.Arguments.RequiredText("prefix"),
            template => Check(Read(call, template)) with { UpdatedAt = call.Account.Now() }));
    }

    public static JsonObject Delete(ApiCall call)
    {
        call.RequireAccess();
        return Answer(call, call.Account.Templates.Remove(call.Arguments.RequiredText("prefix")));
    }

    public static JsonObject Describe(ApiCall call)
    {
        call.RequireAccess();
        var prefixes = call.Arguments.Texts("prefixes", 1000);
        var wanted = call.Account.Templates.All
            .Where(template => prefixes.IsEmpty || prefixes.Contains(template.Prefix)).ToArray();
        var (page, nextToken) = call.Arguments.Page(wanted);
        var result = new JsonObject
        {
            ["registryId"] = call.Account.AccountId,
            ["repositoryCreationTemplates"] = new JsonArray([.. page.Select(ToJson)]),
        };
        if (nextToken is not null)
        {
            result["nextToken"] = nextToken;
        }

        return result;
    }

    /// <summary>The template with what the call gives; what it does not give stays.</summary>
    private static CreationTemplate Read(ApiCall call, CreationTemplate template)
    {
        var arguments = call.Arguments;
        var options = arguments.Has("imageTagMutability")
            ? RepositorySettings.ReadMutability(arguments, template.Options)
            : template.Options;
        options = arguments.Has("encryptionConfiguration")
            ? RepositorySettings.ReadEncryption(arguments, options)
            : options;
        if (arguments.Text("repositoryPolicy") is { Length: > 0 } policy)
        {
            RepositoryPolicy.Parse(policy);
        }

        return template with
        {
            Options = arguments.Has("resourceTags")
                ? options with { Tags = RepositorySettings.ReadTags(arguments, "resourceTags") }
                : options,
            AppliedFor = arguments.Has("appliedFor") ? arguments.Texts("appliedFor", 3) : template.AppliedFor,
            Description = arguments.Text("description") ?? template.Description,
            RepositoryPolicy = arguments.Text("repositoryPolicy") ?? template.RepositoryPolicy,
            LifecyclePolicy = arguments.Text("lifecyclePolicy") ?? template.LifecyclePolicy,
            CustomRoleArn = arguments.Text("customRoleArn") ?? template.CustomRoleArn,
        };
    }

    /// <exception cref="EcrException">It is for nothing, or its settings need a role that it has not.</exception>
    private static CreationTemplate Check(CreationTemplate template)
    {
        if (template.AppliedFor.IsEmpty
            || template.AppliedFor.Any(use => use is not ("CREATE_ON_PUSH" or "PULL_THROUGH_CACHE" or "REPLICATION")))
        {
            throw EcrErrors.InvalidParameter(
                "appliedFor", "Member must satisfy enum value set: [REPLICATION, PULL_THROUGH_CACHE, CREATE_ON_PUSH]");
        }

        // https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates-create.html
        var needsRole = !template.Options.Tags.IsEmpty || template.Options.KmsKey is not null;
        return needsRole && template.CustomRoleArn is null
            ? throw EcrErrors.InvalidParameter("customRoleArn", "a KMS key and resource tags need a custom role")
            : template;
    }

    private static JsonObject Answer(ApiCall call, CreationTemplate template) => new()
    {
        ["registryId"] = call.Account.AccountId,
        ["repositoryCreationTemplate"] = ToJson(template),
    };

    private static JsonObject ToJson(CreationTemplate template)
    {
        var json = new JsonObject
        {
            ["prefix"] = template.Prefix,
            ["appliedFor"] = new JsonArray([.. template.AppliedFor.Select(use => JsonValue.Create(use))]),
            ["createdAt"] = Times.Seconds(template.CreatedAt),
            ["updatedAt"] = Times.Seconds(template.UpdatedAt),
            ["resourceTags"] = RepositorySettings.WriteTags(template.Options.Tags),
        };
        RepositorySettings.Write(json, template.Options);
        foreach (var (name, value) in new[]
        {
            ("description", template.Description), ("repositoryPolicy", template.RepositoryPolicy),
            ("lifecyclePolicy", template.LifecyclePolicy), ("customRoleArn", template.CustomRoleArn),
        })
        {
            if (value is not null)
            {
                json[name] = value;
            }
        }

        return json;
    }

    [GeneratedRegex(@"\A(?:[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*/?|ROOT)\z")]
    private static partial Regex PrefixForm();
}
