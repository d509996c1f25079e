using System.Text;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using CmpPromoter.Tests.Ecr;

namespace CmpPromoter.Tests.Registry;

/// <summary>An <see cref="OciRegistry"/> over the program's own handler, whose delays take no time.</summary>
internal sealed class RegistryClient : IDisposable
{
    public static readonly RepositoryName Repository = RepositoryName.Parse("team/api");

    private readonly HttpMessageInvoker http;

    public RegistryClient(
        Uri endpoint,
        ICredentialSource? credentials = null,
        string? host = null,
        TimeProvider? time = null,
        string? caFile = null,
        HttpMessageHandler? handler = null,
        RequestPaces? paces = null)
    {
        Site = new RegistrySite(RegistryHost.Parse(host ?? endpoint.Authority), endpoint);
        http = new HttpMessageInvoker(handler ?? RegistryHttp.CreateHandler(Site, caFile, maxConnections: 16));
        Registry = new OciRegistry(
            Site, http, credentials ?? new StaticCredentials(), new Patience(), time ?? Time, () =>
                0.5, new RecordingLogger<OciRegistry>(), paces ?? RequestPaces.None);
    }

    public SkippingTimeProvider Time { get; } = new();

    public RegistrySite Site { get; }

    public OciRegistry Registry { get; }

    public static Descriptor Describe(ReadOnlySpan<byte> content) => new()
    {
        MediaType = new MediaType("application/octet-stream"),
        Digest = Digest.Of(content),
        SizeBytes = content.Length,
    };

    public static Manifest Image(string annotation = "") => Manifest.Parse(
        Encoding.UTF8.GetBytes($$$"""
            {"schemaVersion":2,  "mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"a/b",
            "digest":"{{{Digest.Of("{}"u8)}}}","size":2},"layers":[],"annotations":{"a":"{{{annotation}}}"}}
            """),
        contentType: null);

    public async Task<byte[]> ReadBlobAsync(Descriptor descriptor, CancellationToken cancellationToken)
    {
        await using var stream = await Registry.Blob(Repository, descriptor).OpenAsync(cancellationToken);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }

    public void Dispose() => http.Dispose();
}
