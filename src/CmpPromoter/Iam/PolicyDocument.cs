namespace CmpPromoter.Iam;

/// <summary>A policy in IAM's terms, in no notation yet. Every statement allows; none denies.</summary>
internal sealed record PolicyDocument(ImmutableArray<PolicyStatement> Statements);

/// <summary>Who may do what with which things, under which conditions.</summary>
internal sealed record PolicyStatement
{
    /// <summary>Letters and digits only; absent: the statement has no name.</summary>
    public string? Sid { get; init; }

    /// <summary>Absent in the policy of a role, which is itself who may.</summary>
    public PolicyPrincipal? Principal { get; init; }

    public required ImmutableArray<string> Actions { get; init; }

    /// <summary>Empty in the policy of a repository or of a role's trust, which is itself the thing.</summary>
    public ImmutableArray<string> Resources { get; init; } = [];

    public ImmutableArray<PolicyCondition> Conditions { get; init; } = [];
}

/// <summary>Who: <c>AWS</c> and an ARN, <c>Service</c> and its name, <c>Federated</c> and a provider, or <c>*</c>.</summary>
internal sealed record PolicyPrincipal(string Type, string Identifier)
{
    public static readonly PolicyPrincipal Everyone = new("*", "*");
}

/// <summary>Such as <c>StringEquals</c>, a key and the value that it must have.</summary>
internal sealed record PolicyCondition(string Test, string Key, string Value);
