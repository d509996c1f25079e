using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CsCheck;

namespace CmpPromoter.Tests.Faults;

/// <summary>Answers every request with the next of some answers, over and over, and keeps what it was asked.</summary>
internal sealed class HostileHandler(ImmutableArray<HostileAnswer> answers) : HttpMessageHandler
{
    private readonly List<(Uri Uri, bool HasAuthorization)> requests = [];

    /// <summary>A client that is led round in circles asks more than this.</summary>
    public const int MaxRequests = 500;

    public IReadOnlyList<(Uri Uri, bool HasAuthorization)> Requests
    {
        get
        {
            lock (requests)
            {
                return [.. requests];
            }
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } body)
        {
            await body.CopyToAsync(Stream.Null, cancellationToken);
        }

        int number;
        lock (requests)
        {
            number = requests.Count;
            requests.Add((request.RequestUri!, request.Headers.Authorization is not null)); // Every request has a URL.
        }

        Assert.InRange(number, 0, MaxRequests);
        return answers[number % answers.Length].ToResponse(request);
    }
}

/// <summary>One answer of a server that means no good.</summary>
internal sealed record HostileAnswer(int Status, ImmutableArray<(string Name, string Value)> Headers, string Body)
{
    /// <summary>In a body: the request's own Authorization.</summary>
    public const string Echo = "<<echo>>";

    public HttpResponseMessage ToResponse(HttpRequestMessage request)
    {
        var authorization = request.Headers.Authorization is { } header ? $"{header}" : "";
        var body = Body.Replace(Echo, authorization, StringComparison.Ordinal);
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        var response = new HttpResponseMessage((HttpStatusCode)Status) { RequestMessage = request, Content = content };
        foreach (var (name, value) in Headers)
        {
            var isOfContent = name.StartsWith("Content-", StringComparison.Ordinal);
            HttpHeaders target = isOfContent ? content.Headers : response.Headers;
            target.Remove(name);
            target.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    public static Gen<HostileAnswer> Gen(Gen<string> body, Gen<(string Name, string Value)> header) => CsCheck.Gen
        .Select(
            CsCheck.Gen.OneOf(200, 200, 201, 202, 206, 301, 307, 400, 401, 403, 404, 404, 405, 416, 429, 500, 503),
            header.Array[0, 5],
            body,
            (status, headers, text) => new HostileAnswer(status, [.. headers.DistinctBy(pair => pair.Name)], text));
}
