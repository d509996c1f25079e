using System.Net.Http.Headers;
using CmpPromoter.Oci;
using CmpPromoter.Registry.Authorization;

namespace CmpPromoter.Registry;

/// <summary>One request to a registry, written down so that it can be sent again.</summary>
internal sealed record RegistryRequest
{
    public required HttpMethod Method { get; init; }

    public required Uri Uri { get; init; }

    /// <summary>What a token for this request must allow.</summary>
    public required TokenScope Scope { get; init; }

    /// <summary>Media types in order of preference; empty: whatever comes.</summary>
    public ImmutableArray<MediaType> Accept { get; init; } = [];

    /// <summary>The first byte wanted; 0 asks for the whole content without a Range header.</summary>
    public long Offset { get; init; }

    /// <summary>Makes the body, once per sending; absent for requests without one.</summary>
    public Func<HttpContent>? Body { get; init; }

    /// <summary>False when the body can be read only once.</summary>
    public bool IsReplayable { get; init; } = true;

    /// <summary>Whether redirects lead to the answer; otherwise one is the answer.</summary>
    public bool FollowsRedirects { get; init; }

    /// <summary>Asks whether the body is wanted before it is sent, so that a refusal is heard.</summary>
    /// <remarks>https://www.rfc-editor.org/rfc/rfc9110#field.expect</remarks>
    public bool AsksFirst { get; init; }

    /// <summary>What the registry counts it as; absent for requests that no registry counts closely.</summary>
    public RequestKind? Kind { get; init; }

    /// <summary>The message for one sending, still without authorization.</summary>
    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(Method, Uri) { Content = Body?.Invoke() };
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue(new ProductHeaderValue("cmp-promoter")));
        foreach (var mediaType in Accept)
        {
            message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(mediaType.Value));
        }

        if (Offset > 0)
        {
            message.Headers.Range = new RangeHeaderValue(Offset, to: null);
        }

        if (AsksFirst)
        {
            message.Headers.ExpectContinue = true;
        }

        return message;
    }
}
