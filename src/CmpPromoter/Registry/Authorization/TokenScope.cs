using CmpPromoter.Oci;

namespace CmpPromoter.Registry.Authorization;

/// <summary>What a token must allow: one or more <c>repository:name:actions</c>, separated by spaces.</summary>
/// <remarks>https://distribution.github.io/distribution/spec/auth/scope/</remarks>
internal readonly record struct TokenScope
{
    private TokenScope(string value)
    {
        Value = value;
    }

    public string Value { get; }

    public static TokenScope Pull(RepositoryName repository) => new($"repository:{repository}:pull");

    public static TokenScope Push(RepositoryName repository) => new($"repository:{repository}:pull,push");

    public static TokenScope Mount(RepositoryName repository, RepositoryName mountFrom) =>
        new($"{Push(repository).Value} {Pull(mountFrom).Value}");

    public override string ToString() => Value;
}
