using System.Text;
using CmpPromoter.Registry;
using CmpPromoter.Tests.Properties;
using CsCheck;

namespace CmpPromoter.Tests.Registry;

public sealed class ErrorBodyTests
{
    [Theory]
    [InlineData("""{"errors":[{"code":"DENIED","message":"no"},{"code":"X","message":"y"}]}""", "DENIED", "no")]
    [InlineData("""{"errors":[{"code":"MANIFEST_BLOB_UNKNOWN","message":"unknown","detail":{"digest":"sha256:1"}}]}""",
        "MANIFEST_BLOB_UNKNOWN", """unknown ({"digest":"sha256:1"})""")]
    [InlineData("""{"errors":[]}""", "", "")]
    [InlineData("""{"errors":[null,7,{"code":"A","detail":"b"}]}""", "A", " (b)")]
    [InlineData("""{"error":"invalid_grant","error_description":"expired"}""", "invalid_grant", "expired")]
    [InlineData("""{"details":"incorrect username or password"}""", "", "incorrect username or password")]
    [InlineData("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>", "AccessDenied", "Access Denied")]
    [InlineData("<html><style>p { a: b }</style><body>\n<h1>502 Bad&nbsp;Gateway</h1>", "", "502 Bad\u00a0Gateway")]
    [InlineData("Not Authorized\n", "", "Not Authorized")]
    [InlineData("", "", "")]
    [InlineData("[1]", "", "")]
    public void A_refusals_words_are_found(string body, string code, string detail) =>
        Assert.Equal(new ErrorBody(code, detail), ErrorBody.Parse(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void No_body_makes_it_fail() =>
        Gen.Byte.Array[0, 200].Holds(body => Assert.NotNull(ErrorBody.Parse(body)));

    [Fact]
    public void No_text_that_looks_like_JSON_makes_it_fail() =>
        Gen.Char["{}[]\",:errorscodemessage1n\\u "].Array[0, 60]
            .Holds(text => Assert.NotNull(ErrorBody.Parse(Encoding.UTF8.GetBytes(text))));
}
