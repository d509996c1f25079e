namespace CmpPromoter.Registry;

/// <summary>Where the bytes of one blob come from.</summary>
internal interface IBlobSource
{
    /// <summary>
    /// A stream over the whole content. It yields exactly the declared size or throws, and verifies the digest before
    /// it yields the last byte, so that a reader which saw the end has seen the right content.
    /// </summary>
    /// <exception cref="RegistryException">
    /// The source does not hold the blob, refuses it, or sends something else.
    /// </exception>
    Task<Stream> OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// A stream over what follows the first <paramref name="offset"/> bytes. Nothing verifies it: whoever has the
    /// beginning must judge the whole.
    /// </summary>
    /// <exception cref="RegistryException">The source does not hold the blob, or refuses it.</exception>
    Task<Stream> OpenRestAsync(long offset, CancellationToken cancellationToken);
}
