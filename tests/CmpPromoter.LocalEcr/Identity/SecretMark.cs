using System.Security.Cryptography;

namespace CmpPromoter.LocalEcr.Identity;

/// <summary>
/// What every secret of this server bears, over and over, so that a test can recognise any piece of one wherever it
/// should not be.
/// </summary>
internal static class SecretMark
{
    /// <summary>Of passwords and session tokens; 15 characters of base64's alphabet.</summary>
    private const string Text = "CANARYxLocalEcr";

    /// <summary>Of the signatures of addresses, which are hexadecimal.</summary>
    public const string Hex = "ca9a41ca9a41ca9a";

    // Mark and filling are a multiple of 3, so that base64 of the whole shows every mark in the same form.
    private const int FillingBytes = 36;

    /// <summary>A secret of at least so many characters.</summary>
    public static string Secret(int chars)
    {
        var secret = new System.Text.StringBuilder();
        while (secret.Length < chars)
        {
            secret.Append(Text).Append(Convert.ToBase64String(RandomNumberGenerator.GetBytes(FillingBytes)));
        }

        return secret.ToString();
    }
}
