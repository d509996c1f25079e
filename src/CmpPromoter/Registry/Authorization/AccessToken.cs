namespace CmpPromoter.Registry.Authorization;

/// <summary>A bearer token and how long it lives from when it was asked for. Never printed.</summary>
internal sealed record AccessToken(string Value, TimeSpan Life)
{
    /// <summary>Says nothing, so that no log and no exception can.</summary>
    public override string ToString() => "an access token";
}
