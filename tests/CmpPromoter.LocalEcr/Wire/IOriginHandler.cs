namespace CmpPromoter.LocalEcr.Wire;

/// <summary>How one origin reads, answers and refuses.</summary>
internal interface IOriginHandler
{
    /// <summary>Finds out what the request is about, before faults and limits are looked up.</summary>
    /// <exception cref="EcrException">It cannot be understood, or nobody is known to have sent it.</exception>
    Task PrepareAsync(EcrCall call);

    /// <exception cref="EcrException">It is refused; nothing has been written.</exception>
    Task HandleAsync(EcrCall call);

    /// <summary>An error in the origin's own form.</summary>
    /// <param name="call">The request.</param>
    /// <param name="status">The status, or absent for the one that the origin gives to this error.</param>
    /// <param name="error">What to say.</param>
    Task RefuseAsync(EcrCall call, int? status, EcrException error);
}
