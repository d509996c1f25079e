using System.Buffers;
using System.Text;

namespace CmpPromoter.Registry.Authorization;

/// <summary>
/// Reads WWW-Authenticate headers with any number of challenges and quoted strings. What it cannot read ends the
/// reading, never the program: a challenge that nobody understands is a challenge that was not made.
/// </summary>
/// <remarks>RFC 9110 §11.6.1 and §5.6.4. HttpClient's own parser leaves the parameters as one text and takes a comma
/// between two
/// challenges for one between two parameters.</remarks>
internal ref struct ChallengeReader
{
    private static readonly SearchValues<char> TokenChars =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private ReadOnlySpan<char> rest;

    private ChallengeReader(string header)
    {
        rest = header;
    }

    public static ImmutableArray<Challenge> Read(IEnumerable<string> headers)
    {
        var challenges = ImmutableArray.CreateBuilder<Challenge>();
        foreach (var header in headers)
        {
            new ChallengeReader(header).ReadInto(challenges);
        }

        return challenges.ToImmutable();
    }

    private void ReadInto(ImmutableArray<Challenge>.Builder challenges)
    {
        var word = NextToken();
        while (word.Length > 0)
        {
            var scheme = word;
            var parameters = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
            word = ReadParameters(parameters);
            challenges.Add(new Challenge(scheme, parameters.ToImmutable()));
        }
    }

    /// <returns>The next challenge's scheme, empty at the end.</returns>
    private string ReadParameters(ImmutableDictionary<string, string>.Builder parameters)
    {
        while (true)
        {
            var name = NextToken();
            var afterName = rest.TrimStart();
            if (name.Length == 0 || !afterName.StartsWith('='))
            {
                return name;
            }

            rest = afterName[1..].TrimStart();
            var value = rest.StartsWith('"') ? QuotedString() : Token();

            // The first wins: a repeated name is an error, and the last could be smuggled behind a trusted one.
            parameters.TryAdd(name.ToLowerInvariant(), value);
        }
    }

    private string NextToken()
    {
        rest = rest.TrimStart(" \t,");
        return Token();
    }

    private string Token()
    {
        var end = rest.IndexOfAnyExcept(TokenChars);
        var token = (end < 0 ? rest : rest[..end]).ToString();
        rest = rest[token.Length..];
        return token;
    }

    private string QuotedString()
    {
        var text = new StringBuilder();
        var position = 1;
        while (position < rest.Length && rest[position] != '"')
        {
            position += rest[position] == '\\' && position + 1 < rest.Length ? 1 : 0;
            text.Append(rest[position]);
            position++;
        }

        rest = rest[Math.Min(position + 1, rest.Length)..];
        return text.ToString();
    }
}
