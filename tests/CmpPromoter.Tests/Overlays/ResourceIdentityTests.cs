using CmpPromoter.Overlays;

namespace CmpPromoter.Tests.Overlays;

public sealed class ResourceIdentityTests
{
    [Theory]
    [InlineData("Pod", "team", "api", "Pod team/api")]
    [InlineData("Pod", "", "api", "Pod api")]
    [InlineData("List", "", "", "List")]
    [InlineData("Pod", "", "api\ncmp-promoter: info: promoted everything", "Pod api cmp-promoter: info: promoted everything")]
    [InlineData("Po\u202ed", "te\u001b[2Jam", "a\u2028pi", "Po d te [2Jam/a pi")]
    public void It_stays_on_one_line_whatever_the_overlay_says(string kind, string @namespace, string name, string expected) =>
        Assert.Equal(expected, Identity(kind, @namespace, name).ToString());

    [Fact]
    public void It_is_bounded() => Assert.InRange(Identity(new('k', 9999), new('s', 9999), new('n', 9999)).ToString().Length, 1, 800);

    private static ResourceIdentity Identity(string kind, string @namespace, string name) =>
        new() { ApiVersion = "v1", Kind = kind, Namespace = @namespace, Name = name };
}
