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
        var options = new RepositoryOptions
        {
            TagMutability = ReadMutability(call.Arguments.Text("imageTagMutability") ?? "MUTABLE"),
            ExclusionFilters = ReadFilters(call),
            ScanOnPush = call.Arguments.Flag("imageScanningConfiguration", "scanOnPush"),
            EncryptionType = call.Arguments.Text("encryptionConfiguration", "encryptionType") ?? "AES256",
            KmsKey = call.Arguments.Text("encryptionConfiguration", "kmsKey"),
            Tags = call.Arguments.Items("tags", 50).ToImmutableDictionary(
                tag => ApiArguments.TextOf(tag, "Key") ?? "", tag => ApiArguments.TextOf(tag, "Value") ?? ""),
        };
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
        repository.Options = repository.Options with
        {
            TagMutability = ReadMutability(call.Arguments.RequiredText("imageTagMutability")),
            ExclusionFilters = ReadFilters(call),
        };
        return new JsonObject
        {
            ["registryId"] = call.Account.AccountId,
            ["repositoryName"] = repository.Name,
            ["imageTagMutability"] = Write(repository.Options.TagMutability),
            ["imageTagMutabilityExclusionFilters"] = WriteFilters(repository.Options),
        };
    }

    public static JsonObject ListTags(ApiCall call)
    {
        var arn = call.Arguments.RequiredText("resourceArn");
        var repository = call.Repository(arn[(arn.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        return new JsonObject
        {
            ["tags"] = new JsonArray([.. repository.Options.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)
                .Select(tag => new JsonObject { ["Key"] = tag.Key, ["Value"] = tag.Value })]),
        };
    }

    private static JsonObject ToJson(ApiCall call, EcrRepository repository)
    {
        var options = repository.Options;
        var encryption = new JsonObject { ["encryptionType"] = options.EncryptionType };
        if (options.KmsKey is not null)
        {
            encryption["kmsKey"] = options.KmsKey;
        }

        var json = new JsonObject
        {
            ["repositoryArn"] = repository.Arn,
            ["registryId"] = call.Account.AccountId,
            ["repositoryName"] = repository.Name,
            ["repositoryUri"] = $"{call.Account.RegistryName}/{repository.Name}",
            ["createdAt"] = Times.Seconds(repository.CreatedAt),
            ["imageTagMutability"] = Write(options.TagMutability),
            ["imageScanningConfiguration"] = new JsonObject { ["scanOnPush"] = options.ScanOnPush },
            ["encryptionConfiguration"] = encryption,
        };
        if (!options.ExclusionFilters.IsEmpty)
        {
            json["imageTagMutabilityExclusionFilters"] = WriteFilters(options);
        }

        return json;
    }

    private static ImmutableArray<string> ReadFilters(ApiCall call) =>
        [
            .. call.Arguments.Items("imageTagMutabilityExclusionFilters", 5)
                .Select(filter => ApiArguments.TextOf(filter, "filter") ?? "")];

    private static JsonArray WriteFilters(RepositoryOptions options) =>
        [
            .. options.ExclusionFilters.Select(
                filter => new JsonObject { ["filterType"] = "WILDCARD", ["filter"] = filter })];

    private static TagMutability ReadMutability(string text) => text switch
    {
        "MUTABLE" => TagMutability.Mutable,
        "IMMUTABLE" => TagMutability.Immutable,
        "IMMUTABLE_WITH_EXCLUSION" => TagMutability.ImmutableWithExclusion,
        "MUTABLE_WITH_EXCLUSION" => TagMutability.MutableWithExclusion,
        _ =>
            throw EcrErrors.InvalidParameter(
                "imageTagMutability",
                "Member must satisfy enum value set: [MUTABLE, IMMUTABLE, IMMUTABLE_WITH_EXCLUSION, MUTABLE_WITH_EXCLUSION]"),
    };

    private static string Write(TagMutability mutability) => mutability switch
    {
        TagMutability.Immutable => "IMMUTABLE",
        TagMutability.ImmutableWithExclusion => "IMMUTABLE_WITH_EXCLUSION",
        TagMutability.MutableWithExclusion => "MUTABLE_WITH_EXCLUSION",
        _ => "MUTABLE",
    };
}
