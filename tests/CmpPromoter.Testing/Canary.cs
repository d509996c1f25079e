using Xunit;

namespace CmpPromoter.Testing;

/// <summary>Holds what a process printed against the secrets it was given: not even a part may show.</summary>
public static class Canary
{
    /// <summary>A message may cut what it quotes; so many characters in a row are no accident.</summary>
    private const int TellingChars = 16;

    /// <summary>What only a credential looks like: headers, presigned queries, <c>AWS:</c> in base64.</summary>
    private static readonly string[] Forms =
    [
        "Authorization:", "X-Amz-Signature=", "X-Amz-Credential=", "X-Amz-Security-Token=", "AWS4-HMAC-SHA256", "QVdTO",
    ];

    /// <summary>
    /// What LocalEcr's secrets bear all over: plain, within the base64 of <c>AWS:password</c>, and in the signatures of
    /// addresses; and what the tests call theirs.
    /// </summary>
    private static readonly string[] Marks =
    [
        "CANARYxLocalEcr", "NBTkFSWXhMb2NhbEVj", "ca9a41ca9a41ca9a",
        "canary-password", "canary-signature", "canary-token", "canary-secret", "canary-session", "canary-registry",
    ];

    /// <summary>The first mark of a secret of LocalEcr's in a text; absent when there is none.</summary>
    public static string? FindMark(string text) =>
        Marks.FirstOrDefault(mark => text.Contains(mark, StringComparison.Ordinal));

    /// <param name="secrets">Each of at least 16 characters.</param>
    /// <param name="printed">stdout or stderr.</param>
    public static void AssertSilent(IEnumerable<string> secrets, string printed)
    {
        Assert.Null(FindMark(printed));
        foreach (var form in Forms)
        {
            Assert.DoesNotContain(form, printed, StringComparison.OrdinalIgnoreCase);
        }

        foreach (var secret in secrets)
        {
            Assert.True(secret.Length >= TellingChars, "a secret this short cannot be told from chance");
            Assert.DoesNotContain(secret[..TellingChars], printed, StringComparison.Ordinal);
        }
    }
}
