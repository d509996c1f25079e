using System.Text.Json;

namespace CmpPromoter.Configuration;

/// <summary>Reads <c>createRepositories</c>: <c>false</c>, <c>true</c> for all defaults, or a mapping.</summary>
internal static class RepositoryCreationBinder
{
    private const string Key = "createRepositories";

    // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutLifecyclePolicy.html
    private const int MaxPolicyChars = 30_720;

    private static readonly ImmutableArray<string> Keys =
        ["imageTagMutability", "scanOnPush", "encryption", "tags", "lifecyclePolicy"];

    private static readonly ImmutableArray<(string Name, bool IsImmutable)> Mutabilities =
        [("IMMUTABLE", true), ("MUTABLE", false)];

    private static readonly ImmutableArray<(string Name, bool NeedsKey)> EncryptionTypes =
        [("AES256", false), ("KMS", true), ("KMS_DSSE", true)];

    /// <returns><c>null</c> when a missing repository is an error.</returns>
    public static RepositoryCreationOptions? Bind(ConfigSection destination, RegistryType type)
    {
        if (!destination.Has(Key))
        {
            return null;
        }

        if (destination.IsScalar(Key))
        {
            if (destination.Boolean(Key) is not true)
            {
                return null;
            }

            RefuseForOci(destination, type);
            return Options(null);
        }

        RefuseForOci(destination, type);
        return Options(destination.Section(Key, Keys));
    }

    private static void RefuseForOci(ConfigSection destination, RegistryType type)
    {
        if (type == RegistryType.Oci)
        {
            destination.Refuse(
                Key, "for type ecr only: other registries create a repository with the first push; remove it");
        }
    }

    private static RepositoryCreationOptions Options(ConfigSection? section)
    {
        var encryption = section?.Section("encryption", ["type", "kmsKey"]);
        if (encryption?.Has("type") == false)
        {
            encryption.Refuse("type", "missing; write AES256, KMS or KMS_DSSE");
        }

        var usesKey = encryption?.OneOf("type", EncryptionTypes);
        if (usesKey == false && encryption?.Has("kmsKey") == true)
        {
            encryption.Refuse("kmsKey", "a key belongs to type KMS or KMS_DSSE; change the type, or remove the key");
        }

        return new RepositoryCreationOptions
        {
            ImageTagMutability = section?.OneOf("imageTagMutability", Mutabilities) == false ? "MUTABLE" : "IMMUTABLE",
            ScanOnPush = section?.Boolean("scanOnPush") ?? true,
            EncryptionType = usesKey is null ? null : encryption?.Text("type"),
            KmsKey = encryption?.Text("kmsKey"),
            Tags = Tags(section?.FreeSection("tags")),
            LifecyclePolicy = section?.Text("lifecyclePolicy", RefusePolicy),
        };
    }

    private static ImmutableSortedDictionary<string, string> Tags(ConfigSection? section)
    {
        var tags = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var name in section?.Names ?? [])
        {
            if (name.StartsWith("aws:", StringComparison.OrdinalIgnoreCase) || name.Length is 0 or > 128)
            {
                section?.Refuse(name, "a tag's name has 1 to 128 characters and does not begin with aws:");
            }
            else if (section?.TextOrEmpty(name) is { } value)
            {
                tags[name] = value;
            }
        }

        return tags.ToImmutable();
    }

    private static string? RefusePolicy(string text)
    {
        try
        {
            using var policy = JsonDocument.Parse(text);
            return policy.RootElement.ValueKind == JsonValueKind.Object && text.Length <= MaxPolicyChars
                ? null
                : $"write a lifecycle policy, a JSON object of at most {MaxPolicyChars} characters";
        }
        catch (JsonException exception)
        {
            return "write a lifecycle policy as JSON text, such as with '|-'; "
                + $"the parser says {ConfigFaults.Show(exception.Message)}";
        }
    }
}
