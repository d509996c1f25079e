namespace CmpPromoter.Configuration;

/// <summary>
/// What an endpoint may look like: scheme, host and port; encrypted unless it never leaves this machine.
/// </summary>
internal static class RegistryEndpoint
{
    /// <param name="text">The value given.</param>
    /// <param name="insecure">Plain http to another machine is wanted.</param>
    /// <returns>What is wrong and what is valid; <c>null</c> for a good endpoint.</returns>
    public static string? Refuse(string text, bool insecure)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https")
            || endpoint.Host.Length == 0)
        {
            return "write a URL such as https://registry.example.com:5000";
        }

        if (endpoint.UserInfo.Length > 0)
        {
            return "an endpoint holds no user and no password; write them into the files that credentials names";
        }

        if (endpoint.AbsolutePath != "/" || endpoint.Query.Length > 0 || endpoint.Fragment.Length > 0)
        {
            return $"an endpoint has no path and no query; write {endpoint.GetLeftPart(UriPartial.Authority)}";
        }

        return endpoint.Scheme == "http" && !endpoint.IsLoopback && !insecure
            ? "plain http is for this machine only; write https://, or add insecure: true if anyone on the way may "
                + "read and change the images"
            : null;
    }
}
