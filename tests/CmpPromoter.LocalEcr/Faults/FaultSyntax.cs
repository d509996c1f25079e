using System.Collections.Frozen;
using CmpPromoter.LocalEcr.Api;
using CmpPromoter.LocalEcr.Log;
using CmpPromoter.LocalEcr.RegistryApi;

namespace CmpPromoter.LocalEcr.Faults;

/// <summary>
/// One fault as a line of words, for the command line: which requests, what goes wrong, and how often.
/// </summary>
public static class FaultSyntax
{
    private const string Page = "<html><head><title>Bad Gateway</title></head><body>nginx</body></html>";

    private static readonly FrozenDictionary<string, Func<FaultWords, FaultAction>> Actions =
        new Dictionary<string, Func<FaultWords, FaultAction>>
        {
            ["throttle"] = words => new FaultAction.Throttle { RetryAfter = words.Take("retry-after") },
            ["answer"] = words => new FaultAction.Answer(words.Status(), words.Take("code") ?? "UNKNOWN")
            {
                RetryAfter = words.Take("retry-after"),
            },
            ["html"] = words => new FaultAction.Answer(words.Status())
            {
                Body = Page,
                RetryAfter = words.Take("retry-after"),
            },
            ["cut"] = words => new FaultAction.CutResponse(words.Number("BYTES")),
            ["cut-request"] = words => new FaultAction.CutRequest(words.Number("BYTES")),
            ["flip"] = words => new FaultAction.FlipByte(words.Number("OFFSET")),
            ["length"] = words => new FaultAction.ChangeLength(words.Number("BYTES", long.MinValue)),
            ["endless"] = _ => new FaultAction.Endless(),
            ["drip"] = words => new FaultAction.Drip(
                (int)words.Number("BYTES", 1, int.MaxValue),
                TimeSpan.FromMilliseconds(FaultWords.Number("pause-ms", words.Take("pause-ms") ?? "100", 0, 3_600_000))),
            ["stall"] = words => new FaultAction.Stall(words.HasArgument ? words.Number("BYTES") : null),
            ["stall-request"] = words => new FaultAction.StallRequest(words.HasArgument ? words.Number("BYTES") : 0),
            ["lose-response"] = _ => new FaultAction.LoseResponse(),
            ["lose-session"] = _ => new FaultAction.LoseSession(),
            ["expire"] = _ => new FaultAction.Expire(),
            ["ignore-range"] = _ => new FaultAction.IgnoreRange(),
            ["redirect"] = words => new FaultAction.Redirect(words.Url()),
        }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Operations = FrozenSet.Create<string>(
        [
            .. ApiOperations.All.Keys, .. RegistryRoute.Operations, "LayerDownload",
            "AssumeRole", "AssumeRoleWithWebIdentity", "GetCallerIdentity",
        ]);

    /// <summary>What <c>--help</c> says.</summary>
    public const string Help = """
        Lets requests fail; can be repeated. Words: WHERE WHAT [WHICH...], such as
          'PutManifest throttle times:3'            429, as from a quota; retry-after:SECONDS adds the header
          'BatchGetImage answer:500 times:all'      any status, with code:CODE and retry-after:SECONDS
          'PutManifest html:503'                    a proxy's page instead of the registry's JSON
          'LayerDownload cut:1000 after:2'          the connection ends after so many bytes of the answer
          'PutUpload cut-request:1000'              the connection ends after so many bytes of the upload
          'LayerDownload flip:500'                  the byte at this offset is inverted
          'LayerDownload length:-5'                 Content-Length is wrong by so much, either way
          'LayerDownload endless'                   the body never ends
          'LayerDownload drip:1024 pause-ms:200'    a slow source
          'LayerDownload stall:1000'                stands still after so many bytes; without a number before the answer
          'PutUpload stall-request:1000'            takes in so many bytes and no more
          'PutManifest lose-response'               the work is done, the connection ends without an answer
          'PutUpload lose-session'                  404 for the upload session, from now on
          'PutUpload expire'                        the token, the API session or the layer's address has expired
          'LayerDownload ignore-range'              200 with everything instead of 206
          'GetBlob redirect:http://169.254.169.254/' 307 to wherever
        WHERE is an operation of the API (PutImage), of the registry (Ping, HeadManifest, GetManifest, PutManifest,
        HeadBlob, GetBlob, StartUpload, MountBlob, PatchUpload, PutUpload, ListTags, Referrers), of STS (AssumeRole),
        LayerDownload, or everything of Api, Registry, Layer or Sts, or *.
        WHICH is repository:NAME, reference:TAG-OR-DIGEST, account:ID, after:N requests unharmed, times:N (1) or all.
        """;

    /// <exception cref="FormatException">The text is no fault; the message says what would be.</exception>
    public static Fault Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not [var where, var what, .. var rest])
        {
            throw new FormatException("write where and what, such as 'PutManifest throttle'");
        }

        var arguments = new FaultWords(what, rest);
        if (!Actions.TryGetValue(arguments.Action, out var action))
        {
            throw new FormatException(
                $"'{arguments.Action}' is no fault; valid: {string.Join(", ", Actions.Keys.Order(StringComparer.Ordinal))}");
        }

        // Not TryParse, which would take a number too.
        AccessOrigin? origin = Enum.GetNames<AccessOrigin>().Contains(where) ? Enum.Parse<AccessOrigin>(where) : null;
        if (where != "*" && origin is null && !Operations.Contains(where))
        {
            throw new FormatException(
                $"'{where}' is no operation; such as PutManifest, PutUpload, LayerDownload, BatchGetImage; or Api, Registry, Layer, Sts, *");
        }

        var times = arguments.Take("times") ?? "1";
        var fault = new Fault
        {
            Name = text,
            Action = action(arguments),
            Origin = origin,
            Operation = where == "*" || origin is not null ? null : where,
            Repository = arguments.Take("repository"),
            Reference = arguments.Take("reference"),
            AccountId = arguments.Take("account"),
            After = (int)FaultWords.Number("after", arguments.Take("after") ?? "0", 0, int.MaxValue),
            Times = times == "all" ? int.MaxValue : (int)FaultWords.Number("times", times, 1, int.MaxValue),
        };
        arguments.AssertNothingLeft();
        return fault;
    }
}
