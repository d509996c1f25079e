using System.Text.Json;
using System.Text.Json.Nodes;
using CmpPromoter.LocalEcr.Accounts;

namespace CmpPromoter.LocalEcr.Api;

/// <summary>Operations on repository policies and lifecycle policies.</summary>
internal static class PolicyOperations
{
    public static JsonObject SetPolicy(ApiCall call)
    {
        var repository = call.Repository();
        call.Account.SetRepositoryPolicy(repository.Name, call.Arguments.RequiredText("policyText"));
        return Answer(call, repository, "policyText", call.Arguments.RequiredText("policyText"));
    }

    public static JsonObject GetPolicy(ApiCall call)
    {
        var repository = call.Repository();
        return Answer(call, repository, "policyText", repository.Policy?.Text
            ?? throw EcrErrors.PolicyNotFound("RepositoryPolicy", repository.Name, call.Account.AccountId));
    }

    public static JsonObject DeletePolicy(ApiCall call)
    {
        var result = GetPolicy(call);
        call.Account.SetRepositoryPolicy(call.Repository().Name, null);
        return result;
    }

    public static JsonObject PutLifecycle(ApiCall call)
    {
        var repository = call.Repository();
        var text = call.Arguments.RequiredText("lifecyclePolicyText");
        if (!HasRules(text))
        {
            throw EcrErrors.InvalidParameter("LifecyclePolicyText", "Lifecycle policy validation failure");
        }

        repository.LifecyclePolicy = text;
        return Answer(call, repository, "lifecyclePolicyText", repository.LifecyclePolicy);
    }

    public static JsonObject GetLifecycle(ApiCall call)
    {
        var repository = call.Repository();
        return Answer(call, repository, "lifecyclePolicyText", repository.LifecyclePolicy
            ?? throw EcrErrors.PolicyNotFound("LifecyclePolicy", repository.Name, call.Account.AccountId));
    }

    /// <summary>What a lifecycle policy is at the least.</summary>
    private static bool HasRules(string text)
    {
        try
        {
            return JsonNode.Parse(text)?["rules"] is JsonArray;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static JsonObject Answer(ApiCall call, EcrRepository repository, string member, string text) => new()
    {
        ["registryId"] = call.Account.AccountId,
        ["repositoryName"] = repository.Name,
        [member] = text,
    };
}
