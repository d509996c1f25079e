using System.Net;
using System.Net.Http.Headers;
using CmpPromoter.Oci;
using CmpPromoter.Registry.Authorization;

namespace CmpPromoter.Registry;

/// <summary>Finds, fetches and pushes manifests of one registry; their bytes pass through unchanged.</summary>
/// <remarks>
/// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests and #pushing-manifests
/// </remarks>
internal sealed class ManifestClient(RegistryConnection connection)
{
    /// <returns>The manifest's digest; <c>null</c> when it or its repository is absent.</returns>
    public async Task<Digest?> FindAsync(
        RepositoryName repository, ManifestKey key, CancellationToken cancellationToken)
    {
        var (isTold, digest) = await connection.SendAsync(
            Request(HttpMethod.Head, repository, key), answer => ReadHead(answer, key), cancellationToken);

        // A refused HEAD has no sentence, and a registry may leave the digest out: the question as GET settles both.
        return isTold ? digest : (await FetchAsync(repository, key, cancellationToken))?.Digest;
    }

    /// <returns><c>null</c> when the manifest or its repository is absent.</returns>
    public Task<Manifest?> FetchAsync(
        RepositoryName repository, ManifestKey key, CancellationToken cancellationToken) =>
        connection.SendAsync(
            Request(HttpMethod.Get, repository, key),
            (answer, token) => ReadAsync(answer, key, token),
            cancellationToken);

    /// <summary>
    /// Pushes by tag when one is given, else by digest. What is already there succeeds, on immutable tags too.
    /// </summary>
    /// <returns>Whether the registry says that it now lists the manifest under its subject, if it has one.</returns>
    /// <remarks>
    /// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests-with-subject
    /// </remarks>
    public async Task<bool> PutAsync(
        RepositoryName repository, Manifest manifest, Tag? tag, CancellationToken cancellationToken)
    {
        var key = tag is { } name ? ManifestKey.Of(name) : ManifestKey.Of(manifest.Digest);
        var request = Request(HttpMethod.Put, repository, key) with
        {
            Accept = [],
            FollowsRedirects = false,
            Scope = TokenScope.Push(repository),
            Body = () => Body(manifest),
            Kind = RequestKind.ManifestPush,
        };
        try
        {
            return await connection.SendAsync(request, answer => CheckStored(answer, manifest), cancellationToken);
        }
        catch (RegistryException refusal) when (refusal.Fault is RegistryFault.Refused)
        {
            // An immutable tag is refused even for the digest it already has (aws/containers-roadmap#2179), and another
            // promoter may have been first (ImageAlreadyExists): what the registry holds decides, not what it said.
            if (!await HoldsAsync(repository, key, manifest.Digest, cancellationToken))
            {
                throw;
            }

            return false;
        }
    }

    private async Task<bool> HoldsAsync(
        RepositoryName repository, ManifestKey key, Digest digest, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(repository, key, cancellationToken) == digest;
        }
        catch (RegistryException)
        {
            // The refusal that led here says more than why it could not be looked into.
            return false;
        }
    }

    private static ByteArrayContent Body(Manifest manifest)
    {
        var content = new ByteArrayContent(manifest.Bytes.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(manifest.MediaType.Value);
        return content;
    }

    private static (bool IsTold, Digest? Digest) ReadHead(RegistryAnswer answer, ManifestKey key)
    {
        if (answer.Status is HttpStatusCode.NotFound)
        {
            return (true, null);
        }

        if (answer.Status is not HttpStatusCode.OK || answer.ContentDigest is not { } digest)
        {
            return (false, null);
        }

        return key.Digest is { } wanted && wanted != digest
            ? throw answer.Violation($"the registry answers with the digest {digest}")
            : (true, digest);
    }

    private static bool CheckStored(RegistryAnswer answer, Manifest manifest)
    {
        answer.Expect(HttpStatusCode.Created, HttpStatusCode.OK);
        return answer.ContentDigest is { } stored && stored != manifest.Digest
            ? throw answer.Violation($"the registry stored {manifest.Digest} under another digest, {stored}")
            : answer.Response.Headers.NonValidated.Contains("OCI-Subject");
    }

    private async Task<Manifest?> ReadAsync(RegistryAnswer answer, ManifestKey key, CancellationToken cancellationToken)
    {
        if (answer.Status is HttpStatusCode.NotFound)
        {
            return null;
        }

        answer.Expect(HttpStatusCode.OK);
        var bytes = await connection.Transport.ReadAsync(answer, Manifest.MaxBytes, cancellationToken);

        // The digest is judged before the content is: nothing of a forged manifest is worth reading.
        var digest = Digest.Of(bytes.Span);
        if ((key.Digest ?? answer.ContentDigest) is { } wanted && wanted != digest)
        {
            throw answer.Violation($"the content has the digest {digest}, not {wanted}");
        }

        var contentType = answer.Response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values)
            ? MediaType.OfHeader(values.ToString())
            : (MediaType?)null;
        return Manifest.TryParse(bytes, contentType, out var manifest, out var reason)
            ? manifest
            : throw answer.Violation(reason);
    }

    private RegistryRequest Request(HttpMethod method, RepositoryName repository, ManifestKey key) => new()
    {
        Method = method,
        Uri = connection.Site.Api($"{repository}/manifests/{key}"),
        Scope = TokenScope.Pull(repository),
        Accept = MediaType.Accepted,
        FollowsRedirects = true,
        Kind = RequestKind.ManifestRead,
    };
}
