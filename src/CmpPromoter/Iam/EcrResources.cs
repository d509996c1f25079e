using CmpPromoter.Configuration;

namespace CmpPromoter.Iam;

/// <summary>
/// The repositories of an ECR registry as ARNs, from the configuration's globs or from names. A pattern of IAM's is never
/// narrower than the glob it stands for; where IAM cannot say the same it is wider.
/// </summary>
internal static class EcrResources
{
    /// <param name="registry">Of type ecr.</param>
    /// <param name="names">Names, or patterns of IAM's.</param>
    public static ImmutableArray<string> Of(RegistryOptions registry, IEnumerable<string> names)
    {
        var ecr = registry.Ecr ?? throw new ArgumentException($"{registry.Host} is not of type ecr", nameof(registry));
        var patterns = names.Distinct().Order(StringComparer.Ordinal).ToList();

        // What another pattern covers would only make the policy longer.
        return [.. (patterns.Contains("*") ? ["*"] : patterns)
            .Select(name => $"arn:{ecr.Partition}:ecr:{ecr.Region}:{ecr.AccountId}:repository/{name}")];
    }

    /// <summary>What the source serves, as names at the destination.</summary>
    public static IEnumerable<string> AtDestination(SourceOptions source) => source.Repositories.Select(Pattern);

    /// <summary>What the source serves, as names at the source.</summary>
    public static IEnumerable<string> AtSource(SourceOptions source) => source.Repositories.SelectMany(glob => Renamed(glob, source.Rename));

    private static IEnumerable<string> Renamed(string glob, RenameOptions? rename)
    {
        if (rename is null)
        {
            return [Pattern(glob)];
        }

        var literal = glob.Split('*')[0];
        if (literal.StartsWith(rename.Prefix, StringComparison.Ordinal))
        {
            return [Pattern(rename.With + glob[rename.Prefix.Length..])];
        }

        // Some of what such a glob matches is renamed, some is not; the renamed is known by its beginning only.
        return glob.Contains('*', StringComparison.Ordinal) && rename.Prefix.StartsWith(literal, StringComparison.Ordinal)
            ? [Pattern(glob), $"{rename.With}*"]
            : [Pattern(glob)];
    }

    /// <summary>IAM's <c>*</c> is any characters, slashes too; the glob's <c>**</c> is any parts, or none.</summary>
    private static string Pattern(string glob) => glob
        .Replace("/**/", "/*", StringComparison.Ordinal)
        .Replace("**/", "*", StringComparison.Ordinal)
        .Replace("**", "*", StringComparison.Ordinal);
}
