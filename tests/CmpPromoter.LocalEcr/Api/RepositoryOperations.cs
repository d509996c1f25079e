using System.Text.Json.Nodes;
using CmpPromoter.LocalEcr.Accounts;

namespace CmpPromoter.LocalEcr.Api;

/// <summary>Operations that make, show and change repositories.</summary>
internal static class RepositoryOperations
{
    public static JsonObject Describe(ApiCall call)
    {
        var names = call.Arguments.Texts("repositoryNames", 100);
        if (!names.IsEmpty)
        {
            return new JsonObject
            {
                ["repositories"] = new JsonArray([.. names.Select(name => ToJson(call, call.Repository(name)))]),
            };
        }

        call.RequireAccess();
        var (page, nextToken) = call.Arguments.Page(call.Account.Repositories);
        var result = new JsonObject
        {
            ["repositories"] = new JsonArray([.. page.Select(repository => ToJson(call, repository))]),
        };
        if (nextToken is not null)
        {
            result["nextToken"] = nextToken;
        }

        return result;
    }

    public static JsonObject Create(ApiCall call)
    {
        call.RequireAccess();
        var options = RepositorySettings.ReadEncryption(
            call.Arguments, RepositorySettings.ReadMutability(call.Arguments, new RepositoryOptions())) with
        {
            ScanOnPush = call.Arguments.Flag("imageScanningConfiguration", "scanOnPush"),
            Tags = RepositorySettings.ReadTags(call.Arguments, "tags"),
        };
        if (!options.Tags.IsEmpty)
        {
            // https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-supported-iam-actions-tagging.html
            (call with { Operation = "TagResource" }).RequireAccess();
        }

        var repository = call.Account.CreateRepository(call.Arguments.RequiredText("repositoryName"), options);
        return new JsonObject { ["repository"] = ToJson(call, repository) };
    }

    public static JsonObject Delete(ApiCall call)
    {
        var repository = call.Repository();
        if (repository.Manifests.Count > 0 && !call.Arguments.IsTrue("force"))
        {
            throw EcrErrors.RepositoryNotEmpty(repository.Name, call.Account.AccountId);
        }

        call.Account.DeleteRepository(repository.Name);
        return new JsonObject { ["repository"] = ToJson(call, repository) };
    }

    public static JsonObject PutTagMutability(ApiCall call)
    {
        var repository = call.Repository();
        call.Arguments.RequiredText("imageTagMutability");
        var options = RepositorySettings.ReadMutability(call.Arguments, repository.Options);
        repository.Settings.Change(options, call.Cloud.Options.MutabilityDelay);
        var result = new JsonObject
        {
            ["registryId"] = call.Account.AccountId,
            ["repositoryName"] = repository.Name,
        };
        RepositorySettings.Write(result, options);
        result.Remove("encryptionConfiguration");
        return result;
    }

    public static JsonObject ListTags(ApiCall call)
    {
        var arn = call.Arguments.RequiredText("resourceArn");
        var repository = call.Repository(arn[(arn.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        return new JsonObject { ["tags"] = RepositorySettings.WriteTags(repository.Options.Tags) };
    }

    private static JsonObject ToJson(ApiCall call, EcrRepository repository)
    {
        var json = new JsonObject
        {
            ["repositoryArn"] = repository.Arn,
            ["registryId"] = call.Account.AccountId,
            ["repositoryName"] = repository.Name,
            ["repositoryUri"] = $"{call.Account.RegistryName}/{repository.Name}",
            ["createdAt"] = Times.Seconds(repository.CreatedAt),
            ["imageScanningConfiguration"] = new JsonObject { ["scanOnPush"] = repository.Options.ScanOnPush },
        };
        RepositorySettings.Write(json, repository.Options);
        return json;
    }
}
