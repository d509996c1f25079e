using System.Text.Json;
using CmpPromoter.LocalEcr.Identity;
using CmpPromoter.LocalEcr.Wire;

namespace CmpPromoter.LocalEcr.Policies;

/// <summary>A repository policy in AWS's JSON: who else may do what with this repository.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html</remarks>
internal sealed class RepositoryPolicy
{
    private readonly ImmutableArray<PolicyStatement> statements;

    private RepositoryPolicy(string text, ImmutableArray<PolicyStatement> statements)
    {
        Text = text;
        this.statements = statements;
    }

    /// <summary>As it was set.</summary>
    public string Text { get; }

    /// <exception cref="EcrException">The text is no policy, or has a part that this server cannot judge.</exception>
    public static RepositoryPolicy Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var statement = document.RootElement.GetProperty("Statement");
            var list = statement.ValueKind is JsonValueKind.Array ? statement.EnumerateArray().ToArray() : [statement];
            return new RepositoryPolicy(text, [.. list.Select(PolicyStatement.Read)]);
        }
        catch (Exception fault) when (
            fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw EcrErrors.InvalidParameter("PolicyText", "Invalid repository policy provided");
        }
    }

    public bool Denies(Principal principal, string action) =>
        statements.Any(statement => !statement.Allow && statement.Covers(principal, action));

    public bool Allows(Principal principal, string action) =>
        statements.Any(statement => statement.Allow && statement.Covers(principal, action));
}

/// <summary>One statement of a repository policy.</summary>
internal sealed record PolicyStatement
{
    public required bool Allow { get; init; }

    public required ImmutableArray<string> Principals { get; init; }

    public required ImmutableArray<string> Actions { get; init; }

    public required ImmutableArray<string> OrganizationIds { get; init; }

    /// <exception cref="FormatException">The statement has a part that cannot be judged.</exception>
    public static PolicyStatement Read(JsonElement statement)
    {
        var principal = statement.GetProperty("Principal");
        return new PolicyStatement
        {
            Allow = statement.GetProperty("Effect").GetString() switch
            {
                "Allow" => true,
                "Deny" => false,
                _ => throw new FormatException("Effect is neither Allow nor Deny"),
            },
            Principals = principal.ValueKind is JsonValueKind.String
                ? Texts(principal)
                : Texts(principal.GetProperty("AWS")),
            Actions = Texts(statement.GetProperty("Action")),
            OrganizationIds = statement.TryGetProperty("Condition", out var condition) ? ReadCondition(condition) : [],
        };
    }

    public bool Covers(Principal principal, string action) =>
        Principals.Any(pattern => IsOneOf(principal, pattern))
        // Action names compare without regard to case (IAM reference).
        && Actions.Any(pattern => Glob.IsMatch(pattern.ToLowerInvariant(), action.ToLowerInvariant()))
        && (OrganizationIds.IsEmpty || OrganizationIds.Any(pattern => Glob.IsMatch(pattern, principal.OrganizationId)));

    private static bool IsOneOf(Principal principal, string pattern) =>
        pattern == "*"
        || pattern == principal.AccountId
        || pattern == $"arn:aws:iam::{principal.AccountId}:root"
        || pattern == principal.Arn
        || pattern == principal.PolicyArn;

    private static ImmutableArray<string> ReadCondition(JsonElement condition)
    {
        var organizations = ImmutableArray.CreateBuilder<string>();
        foreach (var test in condition.EnumerateObject())
        {
            foreach (var key in test.Value.EnumerateObject())
            {
                if (test.Name is not ("StringEquals" or "StringLike")
                    || !key.Name.Equals("aws:PrincipalOrgID", StringComparison.OrdinalIgnoreCase))
                {
                    throw new FormatException($"condition {test.Name} {key.Name} is not known to this server");
                }

                organizations.AddRange(Texts(key.Value));
            }
        }

        return organizations.ToImmutable();
    }

    private static ImmutableArray<string> Texts(JsonElement element) => element.ValueKind is JsonValueKind.Array
        ? [.. element.EnumerateArray().Select(item => item.GetString() ?? "")]
        : [element.GetString() ?? throw new FormatException("a text is null")];
}
