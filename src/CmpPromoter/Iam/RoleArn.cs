using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace CmpPromoter.Iam;

/// <summary>An IAM role: <c>arn:aws:iam::222222222222:role/path/name</c>.</summary>
internal sealed partial record RoleArn
{
    private RoleArn(string partition, string accountId, string path)
    {
        Partition = partition;
        AccountId = accountId;
        Path = path;
    }

    /// <summary><c>aws</c>, <c>aws-cn</c> and so on.</summary>
    public string Partition { get; }

    public string AccountId { get; }

    /// <summary>With the name at its end.</summary>
    public string Path { get; }

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <exception cref="ArgumentException">The configuration has let through what is none.</exception>
    public static RoleArn Parse(string text) => TryParse(text, out var role)
        ? role
        : throw new ArgumentException($"{text} is no role's ARN", nameof(text));

    public static bool TryParse(string text, [NotNullWhen(true)] out RoleArn? role)
    {
        var match = Grammar().Match(text);
        role = match.Success
            ? new RoleArn(match.Groups["partition"].Value, match.Groups["account"].Value, match.Groups["path"].Value)
            : null;
        return match.Success;
    }

    /// <returns><c>null</c> when the name is none that a role can have.</returns>
    public static RoleArn? Find(string partition, string accountId, string name) =>
        Name64().IsMatch(name) ? new RoleArn(partition, accountId, name) : null;

    public override string ToString() => $"arn:{Partition}:iam::{AccountId}:role/{Path}";

    [GeneratedRegex(@"\Aarn:(?<partition>aws[a-z-]*):iam::(?<account>[0-9]{12}):role/(?<path>[\x21-\x7e]{1,512})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();

    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
    [GeneratedRegex(@"\A[A-Za-z0-9_+=,.@-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name64();
}
