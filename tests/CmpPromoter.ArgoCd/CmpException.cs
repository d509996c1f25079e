namespace CmpPromoter.ArgoCd;

/// <summary>cmp-server's answer to a call that failed; the message is the one that travels to repo-server.</summary>
public sealed class CmpException(string message) : Exception(message);
