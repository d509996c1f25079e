namespace CmpPromoter.LocalEcr.Wire;

/// <summary>The wildcards of AWS policies and tag filters: <c>*</c> is any text, <c>?</c> any one character.</summary>
internal static class Glob
{
    public static bool IsMatch(string pattern, string text)
    {
        var (p, t, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && (pattern[p] == text[t] || pattern[p] == '?') && pattern[p] != '*')
            {
                p++;
                t++;
            }
            else if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = t;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }
}
