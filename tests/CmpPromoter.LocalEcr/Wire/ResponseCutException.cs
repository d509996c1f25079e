namespace CmpPromoter.LocalEcr.Wire;

/// <summary>
/// Ends the writing of a response short of its announced length, which makes Kestrel close the connection.
/// </summary>
internal sealed class ResponseCutException : Exception;
