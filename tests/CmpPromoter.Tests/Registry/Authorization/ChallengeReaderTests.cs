using CmpPromoter.Registry.Authorization;
using CmpPromoter.Tests.Properties;
using CsCheck;

namespace CmpPromoter.Tests.Registry.Authorization;

public sealed class ChallengeReaderTests
{
    [Theory]
    [InlineData("Bearer realm=\"https://a/token\",service=\"reg\",scope=\"repository:x:pull,push\"",
        "Bearer[realm=https://a/token;scope=repository:x:pull,push;service=reg]")]
    [InlineData("Basic realm=\"https://1.dkr.ecr.us-east-1.amazonaws.com/\",service=\"ecr.amazonaws.com\"",
        "Basic[realm=https://1.dkr.ecr.us-east-1.amazonaws.com/;service=ecr.amazonaws.com]")]
    [InlineData("Negotiate, Basic realm=x , Bearer  REALM = \"a\\\"b, c\" ,, error=insufficient_scope",
        "Negotiate[] Basic[realm=x] Bearer[error=insufficient_scope;realm=a\"b, c]")]
    [InlineData("Bearer realm=\"first\",realm=\"second\"", "Bearer[realm=first]")]
    [InlineData("Bearer realm=\"open", "Bearer[realm=open]")]
    [InlineData("Bearer realm=", "Bearer[realm=]")]
    [InlineData("", "")]
    [InlineData("\"", "")]
    public void Challenges_are_read(string header, string expected) =>
        Assert.Equal(expected, string.Join(' ', ChallengeReader.Read([header]).Select(Text)));

    [Fact]
    public void Several_headers_are_read_in_order() =>
        Assert.Equal("Basic[] Bearer[realm=b]", string.Join(' ', ChallengeReader.Read(["Basic", "Bearer realm=b"]).Select(Text)));

    [Fact]
    public void No_header_makes_it_fail_or_run_for_ever() =>
        Gen.Char["Bearer realm=\"\\, ;é\t"].Array[0, 80].Holds(
            text => Assert.True(ChallengeReader.Read([new string(text)]).Length <= 80));

    private static string Text(Challenge challenge)
    {
        var parameters = challenge.Parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal);
        return $"{challenge.Scheme}[{string.Join(';', parameters.Select(pair => $"{pair.Key}={pair.Value}"))}]";
    }
}
