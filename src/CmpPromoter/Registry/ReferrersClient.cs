using System.Net;
using System.Text.RegularExpressions;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry.Authorization;

namespace CmpPromoter.Registry;

/// <summary>
/// Finds and lists what refers to a manifest: by the referrers API, or by the fallback tag where a registry has no such
/// API.
/// </summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers</remarks>
internal sealed partial class ReferrersClient(RegistryConnection connection, ManifestClient manifests)
{
    // A registry pages by 50 or more; nobody attaches a thousand artifacts to one image in good faith.
    private const int MaxPages = 20;

    // Each try that does not hold was overwritten by another client in the moment between its read and its write.
    private const int MaxTries = 5;

    public async Task<ImmutableArray<Descriptor>> FindAsync(
        RepositoryName repository, Digest subject, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<Descriptor>();
        var next = connection.Site.Api($"{repository}/referrers/{subject}");
        for (var pages = 0; next is not null; pages++)
        {
            if (pages == MaxPages)
            {
                throw new RegistryException(
                    RegistryFault.Protocol,
                    connection.Site.Host,
                    $"GET {SafeText.Of(next)}: the list of referrers has more than {MaxPages} pages");
            }

            var page = await connection.SendAsync(Request(repository, next), ReadAsync, cancellationToken);
            if (page is null)
            {
                return await FindByTagAsync(repository, subject, cancellationToken);
            }

            found.AddRange(page.Referrers);
            next = page.Next;
        }

        return found.DrainToImmutable();
    }

    /// <summary>
    /// Makes a pushed referrer findable where the registry does not list it itself: entered into the fallback tag's
    /// index, which keeps what others have entered.
    /// </summary>
    /// <remarks>
    /// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema. The tag is read again
    /// after it was written: two clients that write at once would otherwise lose one of their entries.
    /// </remarks>
    public async Task ListAsync(
        RepositoryName repository, Digest subject, Manifest referrer, CancellationToken cancellationToken)
    {
        var api = connection.Site.Api($"{repository}/referrers/{subject}");
        if (await connection.SendAsync(Request(repository, api), ReadAsync, cancellationToken) is not null)
        {
            return;
        }

        var tag = FallbackTag(subject);
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var index = await manifests.FetchAsync(repository, ManifestKey.Of(tag), cancellationToken);
            if (index?.Children.Any(child => child.Digest == referrer.Digest) is true)
            {
                return;
            }

            if (!ReferrersIndex.TryAdd(index, referrer, out var longer, out var reason))
            {
                throw Unlisted(RegistryFault.Refused, reason);
            }

            await manifests.PutAsync(repository, longer, tag, cancellationToken);
        }

        throw Unlisted(RegistryFault.Broken, $"was overwritten {MaxTries} times");

        RegistryException Unlisted(RegistryFault fault, string what) => new(
            fault,
            connection.Site.Host,
            $"listing {referrer.Digest.Short}: {connection.Site.Host}/{repository}:{tag}: {what}");
    }

    private static Tag FallbackTag(Digest subject) => Tag.Parse($"{Digest.Algorithm}-{subject.Hex}");

    private static RegistryRequest Request(RepositoryName repository, Uri uri) => new()
    {
        Method = HttpMethod.Get,
        Uri = uri,
        Scope = TokenScope.Pull(repository),
        Accept = [MediaType.OciIndex],
        FollowsRedirects = true,
    };

    private async Task<ImmutableArray<Descriptor>> FindByTagAsync(
        RepositoryName repository, Digest subject, CancellationToken cancellationToken)
    {
        var index = await manifests.FetchAsync(
            repository, ManifestKey.Of(FallbackTag(subject)), cancellationToken);
        return index?.Children ?? [];
    }

    private async Task<Page?> ReadAsync(RegistryAnswer answer, CancellationToken cancellationToken)
    {
        // 404 means that the API is missing, not that the subject is; 405 and 501 come from registries that know the path.
        if (answer.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented)
        {
            return null;
        }

        answer.Expect(HttpStatusCode.OK);
        var bytes = await connection.Transport.ReadAsync(answer, Manifest.MaxBytes, cancellationToken);
        if (ReferrersIndex.ListsNothing(bytes))
        {
            return new Page([], Next(answer));
        }

        return Manifest.TryParse(bytes, MediaType.OciIndex, out var index, out var reason)
            ? new Page(index.Children, Next(answer))
            : throw answer.Violation($"the list of referrers cannot be used: {reason}");
    }

    private Uri? Next(RegistryAnswer answer)
    {
        var links = answer.Response.Headers.NonValidated.TryGetValues("Link", out var values) ? values.ToString() : "";
        var match = NextLink().Match(links);
        if (!match.Success)
        {
            return null;
        }

        return Uri.TryCreate(match.Groups[1].Value, UriKind.RelativeOrAbsolute, out var link)
            && connection.Site.TryResolve(answer.Uri, link, out var next)
                ? next
                : throw answer.Violation("the list of referrers goes on at another server");
    }

    [GeneratedRegex("<([^<>]+)>[^<>,]*;[ \\t]*rel=\"?next\"?", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex NextLink();

    private sealed record Page(ImmutableArray<Descriptor> Referrers, Uri? Next);
}
