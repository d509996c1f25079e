using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CmpPromoter.LocalEcr.Accounts;

namespace CmpPromoter.LocalEcr.Api;

/// <summary>The settings that a repository and a creation template have in common, as the API reads and writes them.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html</remarks>
internal static partial class RepositorySettings
{
    private const int MaxFilters = 5;
    private const int MaxTags = 50;

    /// <exception cref="EcrException">A value is none that ECR takes.</exception>
    public static RepositoryOptions ReadMutability(ApiArguments arguments, RepositoryOptions options)
    {
        var mutability = arguments.Text("imageTagMutability") switch
        {
            null or "MUTABLE" => TagMutability.Mutable,
            "IMMUTABLE" => TagMutability.Immutable,
            "IMMUTABLE_WITH_EXCLUSION" => TagMutability.ImmutableWithExclusion,
            "MUTABLE_WITH_EXCLUSION" => TagMutability.MutableWithExclusion,
            _ => throw EcrErrors.InvalidParameter(
                "imageTagMutability",
                "Member must satisfy enum value set: [MUTABLE, IMMUTABLE, IMMUTABLE_WITH_EXCLUSION, MUTABLE_WITH_EXCLUSION]"),
        };
        var filters = arguments.Items("imageTagMutabilityExclusionFilters", MaxFilters)
            .Select(filter => ApiArguments.TextOf(filter, "filter") ?? "").ToImmutableArray();
        if (filters.FirstOrDefault(filter => !FilterForm().IsMatch(filter)) is not null)
        {
            throw EcrErrors.InvalidParameter(
                "imageTagMutabilityExclusionFilters",
                "Member must satisfy regular expression pattern: ^[0-9a-zA-Z._*-]{1,128}$");
        }

        var needsFilters = mutability is TagMutability.ImmutableWithExclusion or TagMutability.MutableWithExclusion;
        return needsFilters != filters.IsEmpty
            ? options with { TagMutability = mutability, ExclusionFilters = filters }
            : throw EcrErrors.InvalidParameter(
                "imageTagMutabilityExclusionFilters",
                "filters are given with IMMUTABLE_WITH_EXCLUSION and MUTABLE_WITH_EXCLUSION, and only with them");
    }

    public static RepositoryOptions ReadEncryption(ApiArguments arguments, RepositoryOptions options) => options with
    {
        EncryptionType = arguments.Text("encryptionConfiguration", "encryptionType") ?? "AES256",
        KmsKey = arguments.Text("encryptionConfiguration", "kmsKey"),
    };

    public static ImmutableDictionary<string, string> ReadTags(ApiArguments arguments, string name) =>
        arguments.Items(name, MaxTags).ToImmutableDictionary(
            tag => ApiArguments.TextOf(tag, "Key") ?? "", tag => ApiArguments.TextOf(tag, "Value") ?? "");

    public static void Write(JsonObject json, RepositoryOptions options)
    {
        json["imageTagMutability"] = options.TagMutability switch
        {
            TagMutability.Immutable => "IMMUTABLE",
            TagMutability.ImmutableWithExclusion => "IMMUTABLE_WITH_EXCLUSION",
            TagMutability.MutableWithExclusion => "MUTABLE_WITH_EXCLUSION",
            _ => "MUTABLE",
        };
        if (!options.ExclusionFilters.IsEmpty)
        {
            json["imageTagMutabilityExclusionFilters"] = new JsonArray([.. options.ExclusionFilters.Select(
                filter => new JsonObject { ["filterType"] = "WILDCARD", ["filter"] = filter })]);
        }

        var encryption = new JsonObject { ["encryptionType"] = options.EncryptionType };
        if (options.KmsKey is not null)
        {
            encryption["kmsKey"] = options.KmsKey;
        }

        json["encryptionConfiguration"] = encryption;
    }

    public static JsonArray WriteTags(ImmutableDictionary<string, string> tags) =>
    [
        .. tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)
            .Select(tag => new JsonObject { ["Key"] = tag.Key, ["Value"] = tag.Value }),
    ];

    [GeneratedRegex(@"\A[0-9a-zA-Z._*-]{1,128}\z")]
    private static partial Regex FilterForm();
}
