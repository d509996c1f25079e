using System.Text.RegularExpressions;

namespace CmpPromoter.Configuration;

/// <summary>
/// Reads <c>createRepositories</c>: <c>false</c>, <c>true</c> for all defaults, <c>onPush</c>, or a mapping.
/// </summary>
/// <param name="folder">Where relative paths begin.</param>
internal sealed partial class RepositoryCreationBinder(string folder)
{
    private const string Key = "createRepositories";
    private const string Filters = "imageTagMutabilityExclusionFilters";

    // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
    private const int MaxFilters = 5;
    private const int MaxTags = 50;
    private const int MaxTagNameChars = 128;
    private const int MaxTagValueChars = 256;

    private static readonly ImmutableArray<string> Keys =
        ["imageTagMutability", Filters, "scanOnPush", "encryption", "tags", "lifecyclePolicy", "lifecyclePolicyFile"];

    private static readonly ImmutableArray<(string Name, bool HasFilters)> Mutabilities =
    [
        ("IMMUTABLE", false), ("MUTABLE", false), ("IMMUTABLE_WITH_EXCLUSION", true), ("MUTABLE_WITH_EXCLUSION", true),
    ];

    private static readonly ImmutableArray<(string Name, bool NeedsKey)> EncryptionTypes =
        [("AES256", false), ("KMS", true), ("KMS_DSSE", true)];

    /// <returns><c>null</c> when a missing repository is an error.</returns>
    public RepositoryCreationOptions? Bind(ConfigSection destination, RegistryType type)
    {
        if (!destination.Has(Key))
        {
            return null;
        }

        var options = destination.IsScalar(Key) ? Word(destination) : Options(destination.Section(Key, Keys));
        if (options is not null && type == RegistryType.Oci)
        {
            destination.Refuse(
                Key, "for type ecr only: other registries create a repository with the first push; remove it");
        }

        return options;
    }

    private static RepositoryCreationOptions? Word(ConfigSection destination)
    {
        switch (destination.Text(Key))
        {
            case "onPush":
                return RepositoryCreationOptions.OnPush;
            case "true" or "false":
                return destination.Boolean(Key) is true ? RepositoryCreationOptions.Default : null;
            case { } other:
                destination.Refuse(
                    Key, $"{ConfigFaults.Show(other)}: valid: true, false, onPush, or a mapping of {string.Join(", ", Keys)}");
                return null;
            default:
                return null;
        }
    }

    private RepositoryCreationOptions Options(ConfigSection? section)
    {
        var (encryptionType, kmsKey) = Encryption(section?.Section("encryption", ["type", "kmsKey"]));
        return new RepositoryCreationOptions
        {
            ImageTagMutability = section?.Text("imageTagMutability") ?? RepositoryCreationOptions.Default.ImageTagMutability,
            ExclusionFilters = section is null ? [] : ExclusionFilters(section),
            ScanOnPush = section?.Boolean("scanOnPush") ?? RepositoryCreationOptions.Default.ScanOnPush,
            EncryptionType = encryptionType,
            KmsKey = kmsKey,
            Tags = Tags(section?.FreeSection("tags")),
            LifecyclePolicy = section is null ? null : new LifecyclePolicyBinder(folder).Bind(section),
        };
    }

    private static ImmutableArray<string> ExclusionFilters(ConfigSection section)
    {
        var hasFilters = section.OneOf("imageTagMutability", Mutabilities);
        var filters = section.Texts(Filters, RefuseFilter) ?? [];
        if (hasFilters is true && filters.IsEmpty)
        {
            section.Refuse(Filters, "missing; write which tags are excluded, such as [\"latest\", \"dev-*\"]");
        }
        else if (hasFilters is not true && section.Has(Filters))
        {
            section.Refuse(
                Filters,
                "belongs to imageTagMutability IMMUTABLE_WITH_EXCLUSION or MUTABLE_WITH_EXCLUSION; write one, or remove it");
        }
        else if (filters.Length > MaxFilters)
        {
            section.Refuse(Filters, $"has {filters.Length} filters; ECR takes {MaxFilters}");
        }

        return filters;
    }

    private static (string? Type, string? KmsKey) Encryption(ConfigSection? encryption)
    {
        if (encryption?.Has("type") == false)
        {
            encryption.Refuse("type", "missing; write AES256, KMS or KMS_DSSE");
        }

        var usesKey = encryption?.OneOf("type", EncryptionTypes);
        if (usesKey == false && encryption?.Has("kmsKey") == true)
        {
            encryption.Refuse("kmsKey", "a key belongs to type KMS or KMS_DSSE; change the type, or remove the key");
        }

        return (usesKey is null ? null : encryption?.Text("type"), encryption?.Text("kmsKey"));
    }

    private static ImmutableSortedDictionary<string, string> Tags(ConfigSection? section)
    {
        var tags = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var name in section?.Names ?? [])
        {
            if (name.StartsWith("aws:", StringComparison.OrdinalIgnoreCase) || name.Length is 0 or > MaxTagNameChars)
            {
                section?.Refuse(
                    name, $"a tag's name has 1 to {MaxTagNameChars} characters and does not begin with aws:");
            }
            else if (section?.TextOrEmpty(name) is not { } value)
            {
                // Reported already.
                continue;
            }
            else if (value.Length > MaxTagValueChars || tags.Count == MaxTags)
            {
                section.Refuse(
                    name, $"a repository has at most {MaxTags} tags, with values of at most {MaxTagValueChars} characters");
            }
            else
            {
                tags[name] = value;
            }
        }

        return tags.ToImmutable();
    }

    private static string? RefuseFilter(string text) => Filter().IsMatch(text)
        ? null
        : "write 1 to 128 letters, digits, '.', '_' or '-', with at most two '*' for any characters";

    // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageTagMutabilityExclusionFilter.html
    [GeneratedRegex(@"\A(?=.{1,128}\z)[0-9a-zA-Z._-]*(?:\*[0-9a-zA-Z._-]*){0,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Filter();
}
