using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Layers;
using CmpPromoter.LocalEcr.Wire;

namespace CmpPromoter.LocalEcr.Seeding;

/// <summary>Builds images whose content is a function of their spec.</summary>
internal sealed class ImageSeeder(EcrAccount account)
{
    public SeededImage PushImage(string repository, string? tag, ImageSpec spec)
    {
        var layers = spec.Sizes.Select((sizeBytes, index) => PushLayer(repository, spec, index, sizeBytes)).ToArray();
        var config = new JsonObject
        {
            ["architecture"] = spec.Architecture,
            ["os"] = spec.OperatingSystem,
            ["config"] = new JsonObject { ["Labels"] = new JsonObject { ["seed"] = $"{spec.Seed}" } },
            ["rootfs"] = new JsonObject
            {
                ["type"] = "layers",
                ["diff_ids"] = new JsonArray([.. layers.Select(layer => JsonValue.Create((string?)layer["digest"]))]),
            },
        };
        if (spec.CreatedAt is { } created)
        {
            config["created"] = created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }

        return Push(repository, tag, new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = spec.Docker ? MediaTypes.DockerManifest : MediaTypes.OciManifest,
            ["config"] = PushJson(repository, config, spec.Docker ? MediaTypes.DockerConfig : MediaTypes.OciConfig),
            ["layers"] = new JsonArray(layers),
        });
    }

    public SeededImage PushIndex(string repository, string? tag, IndexSpec spec)
    {
        var entries = new List<JsonNode?>();
        var built = new List<SeededImage>();
        foreach (var architecture in spec.Architectures)
        {
            var image = PushImage(
                repository,
                null,
                spec.Image with { Architecture = architecture, Seed = spec.Image.Seed + built.Count });
            built.Add(image);
            entries.Add(Entry(image, architecture, "linux"));
        }

        foreach (var image in spec.Attestations ? built.ToArray() : [])
        {
            var attestation = PushImage(repository, null, new ImageSpec
            {
                Layers = 1,
                Seed = spec.Image.Seed + 500 + built.Count,
                Architecture = "unknown",
                OperatingSystem = "unknown",
            });
            built.Add(attestation);
            var entry = Entry(attestation, "unknown", "unknown");
            entry["annotations"] = new JsonObject
            {
                ["vnd.docker.reference.digest"] = image.Digest,
                ["vnd.docker.reference.type"] = "attestation-manifest",
            };
            entries.Add(entry);
        }

        var index = Push(repository, tag, new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = spec.Image.Docker ? MediaTypes.DockerManifestList : MediaTypes.OciIndex,
            ["manifests"] = new JsonArray([.. entries]),
        });
        return index with { Blobs = [.. built.SelectMany(image => image.Blobs).Distinct()] };
    }

    public SeededImage PushArtifact(string repository, string subjectDigest, ArtifactSpec spec)
    {
        var subject = account.Repository(repository).Find(subjectDigest) ?? throw EcrErrors.ManifestUnknown();
        var layer = Descriptor(
            spec.ArtifactType,
            account.PushBlob(repository, Encoding.UTF8.GetBytes(spec.Content)),
            Encoding.UTF8.GetByteCount(spec.Content));
        return Push(repository, spec.Tag, new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.OciManifest,
            ["artifactType"] = spec.ArtifactType,
            ["config"] = PushJson(repository, [], MediaTypes.OciEmpty),
            ["layers"] = new JsonArray(layer),
            ["subject"] = Descriptor(subject.MediaType, subject.Digest, subject.Bytes.Length),
        });
    }

    private static JsonObject Entry(SeededImage image, string architecture, string operatingSystem)
    {
        var entry = Descriptor(image.MediaType, image.Digest, image.SizeBytes);
        entry["platform"] = new JsonObject { ["architecture"] = architecture, ["os"] = operatingSystem };
        return entry;
    }

    private static JsonObject Descriptor(string mediaType, string digest, long sizeBytes) =>
        new() { ["mediaType"] = mediaType, ["digest"] = digest, ["size"] = sizeBytes };

    private JsonObject PushLayer(string repository, ImageSpec spec, int index, long sizeBytes)
    {
        var content = new GeneratedContent(spec.SeedOf(index), sizeBytes);
        return Descriptor(
            spec.Docker ? MediaTypes.DockerLayer : MediaTypes.OciLayer,
            account.PushBlob(repository, content),
            sizeBytes);
    }

    private JsonObject PushJson(string repository, JsonObject content, string mediaType)
    {
        var bytes = JsonBytes.Of(content);
        return Descriptor(mediaType, account.PushBlob(repository, bytes), bytes.Length);
    }

    private SeededImage Push(string repository, string? tag, JsonObject manifest)
    {
        var stored = ManifestParser.Parse(JsonBytes.Of(manifest), null, account.Now());
        account.EnsureRepository(repository).Put(stored, tag);
        return new SeededImage
        {
            Digest = stored.Digest,
            MediaType = stored.MediaType,
            SizeBytes = stored.Bytes.Length,
            Blobs = [.. stored.Blobs.Select(blob => blob.Digest).Distinct()],
            Children = [.. stored.Children.Select(child => child.Digest)],
        };
    }
}
