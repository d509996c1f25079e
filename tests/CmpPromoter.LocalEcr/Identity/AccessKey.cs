namespace CmpPromoter.LocalEcr.Identity;

/// <summary>A long-lived access key and whose it is.</summary>
/// <param name="Id">Such as <c>AKIAIOSFODNN7EXAMPLE</c>.</param>
/// <param name="PrincipalArn">Such as <c>arn:aws:iam::111111111111:user/ci</c>.</param>
public sealed record AccessKey(string Id, string PrincipalArn);
