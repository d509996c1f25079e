using System.Text.Json;
using CmpPromoter.LocalEcr.Seeding;

namespace CmpPromoter.Specs.Ecr;

/// <summary>Signatures, attestations and SBOMs travel with their image.</summary>
public sealed class ArtifactSpecs
{
    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task Referrers_and_cosign_tags_are_at_the_destination_before_the_images_tag_is()
    {
        await using var pair = await EcrPair.StartAsync();
        var image = pair.Seed("team/api", "1");
        var (sbom, signature) = Attach(pair, image);
        var ofSbom = pair.Source.PushArtifact("team/api", sbom.Digest, new ArtifactSpec { ArtifactType = "a/signature" });
        using var overlay = pair.Naming("team/api:1");

        await pair.PromoteAsync(overlay);

        Assert.Equal(image.Digest, pair.DigestOf("team/api", "1"));
        Assert.Equal(signature.Digest, pair.DigestOf("team/api", CosignTag(image)));
        var pushed = pair.AtDestination("PutManifest").Select(entry => entry.Reference).ToArray();
        Assert.Equal((image.Digest, "1"), (pushed[0], pushed[^1]));
        Assert.Equal(ofSbom.Digest, pushed[^2]);
        Assert.Equal([CosignTag(image), sbom.Digest], pushed[1..^2].Order(StringComparer.Ordinal));
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_destination_that_takes_no_referrers_gets_the_image_and_the_log_says_what_is_missing()
    {
        await using var pair = await EcrPair.StartAsync();
        var image = pair.Seed("team/api", "1");
        var (sbom, signature) = Attach(pair, image);
        pair.Destination.RefusesReferrers = true;
        using var overlay = pair.Naming("team/api:1");

        var result = await pair.GenerateAsync(overlay);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(image.Digest, pair.DigestOf("team/api", "1"));
        Assert.Null(pair.DigestOf("team/api", sbom.Digest));
        Assert.Equal(signature.Digest, pair.DigestOf("team/api", CosignTag(image)));
        Assert.Contains($"artifact {sbom.Digest[..19]} of {image.Digest[..19]} is not copied: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("405", result.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task Required_artifacts_that_are_refused_keep_the_image_back_however_often_it_is_rendered()
    {
        await using var pair = await EcrPair.StartAsync();
        var image = pair.Seed("team/api", "1");
        Attach(pair, image);
        pair.Destination.RefusesReferrers = true;
        using var overlay = pair.Naming("team/api:1").Configure(pair.Configuration() + "\ncopy: {artifacts: require}");

        var first = await pair.GenerateAsync(overlay);
        var second = await pair.GenerateAsync(overlay);

        Assert.Equal((5, 5), (first.ExitCode, second.ExitCode));
        Assert.Empty(first.Output);
        Assert.Empty(second.Output);
        Assert.Null(pair.DigestOf("team/api", "1"));
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task An_image_of_61_blobs_takes_187_requests_when_artifacts_stay_behind()
    {
        await using var pair = await EcrPair.StartAsync();
        var image = pair.Seed("team/api", "1", new ImageSpec { Layers = 60 });
        var (sbom, _) = Attach(pair, image);
        using var overlay = pair.Naming("team/api:1").Configure(pair.Configuration() + "\ncopy: {artifacts: false}");

        await pair.PromoteAsync(overlay);

        Assert.Equal(187, pair.WorkingRequests);
        Assert.Null(pair.DigestOf("team/api", sbom.Digest));
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_tag_that_moved_at_the_source_is_shown_by_the_plan_that_looks_there()
    {
        await using var pair = await EcrPair.StartAsync();
        var running = pair.Destination.PushImage("team/api", "1", new ImageSpec { Seed = 1 });
        var moved = pair.Seed("team/api", "1", new ImageSpec { Seed = 2 });
        using var overlay = pair.Naming("team/api:1");

        var result = await EcrPair.Promoter().RunAsync(
            "plan", "--verify-source", "-o", "json", "--config", overlay.ConfigurationPath, overlay.Path);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        using var plan = JsonDocument.Parse(result.Output);
        var step = plan.RootElement.GetProperty("images")[0];
        Assert.Equal(
            ("present", running.Digest, moved.Digest),
            (step.GetProperty("state").GetString(), step.GetProperty("digest").GetString(),
                step.GetProperty("drift").GetProperty("sourceDigest").GetString()));
        Assert.Equal(running.Digest, pair.DigestOf("team/api", "1"));
    }

    private static (SeededImage Sbom, SeededImage Signature) Attach(EcrPair pair, SeededImage image)
    {
        var sbom = pair.Source.PushArtifact("team/api", image.Digest);
        var signature = pair.Source.PushImage("team/api", CosignTag(image), new ImageSpec { Layers = 1, Seed = 77 });
        return (sbom, signature);
    }

    private static string CosignTag(SeededImage image) => $"{image.Digest.Replace(':', '-')}.sig";
}
