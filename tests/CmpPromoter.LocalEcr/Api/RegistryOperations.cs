using System.Text;
using System.Text.Json.Nodes;

namespace CmpPromoter.LocalEcr.Api;

/// <summary>Operations about a registry as a whole.</summary>
internal static class RegistryOperations
{
    public static JsonObject GetAuthorizationToken(ApiCall call)
    {
        call.RequireAccess();
        var token = call.Cloud.Tokens.Issue(call.Principal);
        var endpoint = call.Cloud.RegistryEndpoint(call.Account.AccountId, call.Account.Region);
        return new JsonObject
        {
            ["authorizationData"] = new JsonArray(new JsonObject
            {
                ["authorizationToken"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"AWS:{token.Password}")),
                ["expiresAt"] = Times.Seconds(token.ExpiresAt),
                ["proxyEndpoint"] = endpoint.GetLeftPart(UriPartial.Authority),
            }),
        };
    }

    public static JsonObject DescribeRegistry(ApiCall call)
    {
        call.RequireAccess();
        return new JsonObject
        {
            ["registryId"] = call.Account.AccountId,
            ["replicationConfiguration"] = new JsonObject { ["rules"] = new JsonArray() },
        };
    }

    /// <summary>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAccountSetting.html</summary>
    public static JsonObject GetAccountSetting(ApiCall call)
    {
        call.RequireAccess();
        return Setting(call, call.Account.BlobMounting ? "ENABLED" : "DISABLED");
    }

    public static JsonObject PutAccountSetting(ApiCall call)
    {
        call.RequireAccess();
        var value = call.Arguments.RequiredText("value");
        var result = Setting(call, value);
        if (value is not ("ENABLED" or "DISABLED"))
        {
            throw EcrErrors.InvalidParameter("value", "Member must satisfy enum value set: [ENABLED, DISABLED]");
        }

        call.Account.BlobMounting = value == "ENABLED";
        return result;
    }

    private static JsonObject Setting(ApiCall call, string value) =>
        call.Arguments.RequiredText("name") == "BLOB_MOUNTING"
        ? new JsonObject { ["name"] = "BLOB_MOUNTING", ["value"] = value }
        : throw EcrErrors.InvalidParameter("name", "this server knows BLOB_MOUNTING only");
}
