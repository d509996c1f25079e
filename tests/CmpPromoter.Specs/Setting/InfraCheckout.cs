using System.Runtime.CompilerServices;
using CmpPromoter.LocalEcr.Seeding;
using CmpPromoter.Specs.Ecr;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Setting;

/// <summary>samples/infra as somebody has checked it out, beside two accounts of which the first has all that it names.</summary>
internal static class InfraCheckout
{
    private const int MiB = 1024 * 1024;

    /// <summary>Of this repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The samples, with the one thing that is not as in a real account: where its registry is.</summary>
    public static TemporaryDirectory Of(EcrPair pair)
    {
        pair.Seed("shop/api", "2.4.0");
        pair.Seed("shop/thumbnailer", "1.0.7");
        pair.SeedIndex("shop/web", "1.8.3");
        pair.Seed("shop/cache", "7.2", new ImageSpec { Seed = 20, LayerSizesBytes = [4 * MiB, 1 * MiB], Docker = true });
        var checkout = new TemporaryDirectory();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root, "samples", "infra"), "*", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            foreach (var (account, id) in new[] { (pair.Source, EcrPair.DevelopmentId), (pair.Destination, EcrPair.ProductionId) })
            {
                var endpoint = pair.Server.RegistryEndpoint(id).GetLeftPart(UriPartial.Authority);
                text = text.Replace(
                    $"registry: {account.RegistryName}\n",
                    $"registry: {account.RegistryName}\n  endpoint: {endpoint}\n",
                    StringComparison.Ordinal);
            }

            checkout.Write(Path.GetRelativePath(Root, file), text);
        }

        return checkout;
    }

    private static string FindRoot([CallerFilePath] string thisFile = "") => Path.GetFullPath("../../../..", thisFile);
}
