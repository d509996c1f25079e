namespace CmpPromoter.Demo;

/// <summary>Tells what happens between a merge and a deployment, and checks every sentence of it.</summary>
internal sealed class Story(TwoAccounts cloud, Promoter promoter, KustomizeTool kustomize)
{
    private const int ManifestLines = 12;
    private readonly Checks checks = new();

    /// <returns>Whether everything was as told.</returns>
    public async Task<bool> TellAsync()
    {
        TellOfAccounts();
        await PlanAsync();
        var (manifests, first) = await GenerateAsync();
        var second = await GenerateAgainAsync(manifests);
        Chapter("What was moved");
        ResultTable.Print(cloud, first, second);
        CheckImages();
        checks.Print();
        return checks.HaveAllPassed;
    }

    private void TellOfAccounts()
    {
        Chapter("Two AWS accounts");
        Console.WriteLine($"""
            Both are stand-ins on this machine; nothing leaves it and no AWS account is needed.
              development  {cloud.Development.RegistryName}
              production   {cloud.Production.RegistryName}

            Development's registry holds six images, and its repository policies let production pull them. Production's
            registry has its repositories, and they are empty.
            The overlay {Repository.Overlay} names four of the six images, by production's registry:
            """);
        foreach (var image in cloud.Named)
        {
            Console.WriteLine($"  {image.Name,-34}{image.Remark}");
        }

        Console.WriteLine("  and docker.io/envoyproxy/envoy, which is of another registry and left alone.");
        Chapter("The configuration");
        Console.WriteLine("""
            Written once, by the administrator. Here it also says where the stand-ins listen; without its endpoints
            it is samples/infra/promotion.yaml.
            """);
        Command("cat promotion.yaml");
        Quote(promoter.Configuration);
    }

    private async Task PlanAsync()
    {
        Chapter("What would a merge do?");
        Console.WriteLine("A plan looks and copies nothing. It is what a reviewer sees on the pull request.");
        Command($"cmp-promoter plan {Repository.Overlay}");
        var plan = await promoter.RunAsync("plan", Repository.Overlay);
        Quote(plan.Output);
        var isEmpty = cloud.Production.Repositories.All(repository => repository.Manifests.Count == 0);
        checks.Add("plan succeeded and copied nothing", plan.ExitCode == 0 && isEmpty);
        Traffic.Take(cloud.Server.Log);
    }

    private async Task<(string Manifests, Traffic Traffic)> GenerateAsync()
    {
        Chapter("The merge: Argo CD asks for manifests");
        Console.WriteLine("""
            The images are copied first, over a line that is slow on purpose (8 MiB/s). The manifests are printed when
            every image is there.
            """);
        Command($"cmp-promoter generate {Repository.Overlay}");
        var run = await promoter.RunAsync("generate", Repository.Overlay);
        var traffic = Traffic.Take(cloud.Server.Log);
        var lines = run.Output.Split('\n');
        Quote(string.Join('\n', lines.Take(ManifestLines)));
        Console.WriteLine($"    … and {Math.Max(0, lines.Length - 1 - ManifestLines)} more lines");
        var itself = await promoter.RunAsync(kustomize.Program, kustomize.Arguments);
        checks.Add("generate succeeded", run.ExitCode == 0);
        checks.Add(
            $"its manifests are, byte for byte, those of '{kustomize.Program} {string.Join(' ', kustomize.Arguments)}'",
            run.Output.Length > 0 && run.Output == itself.Output);
        return (run.Output, traffic);
    }

    private async Task<Traffic> GenerateAgainAsync(string manifests)
    {
        Chapter("Argo CD asks again, as it does every few minutes");
        Console.WriteLine("Everything is there: one question a repository to production, none to development.");
        Command($"cmp-promoter generate {Repository.Overlay}");
        var run = await promoter.RunAsync("generate", Repository.Overlay);
        var traffic = Traffic.Take(cloud.Server.Log);
        Console.WriteLine(run.Output == manifests ? "    (the same manifests)" : "    (other manifests)");
        checks.Add("the second generate printed the same manifests", run.ExitCode == 0 && run.Output == manifests);
        checks.Add("it asked nothing of development", traffic.SourceRequests == 0);
        checks.Add(
            "it asked production once a repository, and sent nothing",
            traffic is { DestinationRequests: 4, DestinationBytes: 0 });
        return traffic;
    }

    private void CheckImages()
    {
        checks.Add("every image has the same digest in both accounts", cloud.Named.All(image =>
            cloud.Production.Repository(image.Repository).Find(image.Reference)?.Digest == image.Digest));
        var named = cloud.Named.SelectMany(image => image.Manifests).Order(StringComparer.Ordinal);
        var copied = cloud.Production.Repositories.SelectMany(repository => repository.Manifests)
            .Select(manifest => manifest.Digest).Order(StringComparer.Ordinal);
        checks.Add("all platforms went along, and nothing that the overlay does not name", named.SequenceEqual(copied));
    }

    private static void Chapter(string title) => Console.WriteLine($"\n== {title}\n");

    private static void Command(string line) => Console.WriteLine($"\n  $ {line}");

    private static void Quote(string text)
    {
        foreach (var line in text.TrimEnd().Split('\n'))
        {
            Console.WriteLine(line.Length == 0 ? "" : $"    {line}");
        }
    }
}
