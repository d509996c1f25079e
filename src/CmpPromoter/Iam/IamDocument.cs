namespace CmpPromoter.Iam;

/// <summary>A policy, where it goes, and the commands that put it there.</summary>
internal sealed record IamDocument
{
    /// <summary>Such as <c>role-policy</c>; the name of its file without the extension.</summary>
    public required string Name { get; init; }

    /// <summary>Whose policy it becomes, such as <c>role cmp-promoter in account 222222222222</c>.</summary>
    public required string Subject { get; init; }

    public required ImmutableList<string> Commands { get; init; }

    public required PolicyDocument Policy { get; init; }
}
