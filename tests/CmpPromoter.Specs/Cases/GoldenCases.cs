using System.Collections.Frozen;
using CmpPromoter.LocalEcr.Seeding;
using CmpPromoter.Specs.Setting;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Cases;

/// <summary>The program's words, as its user reads them: tests/cases holds command lines and all they print.</summary>
public sealed class GoldenCases
{
    public static TheoryData<string> Names => [.. Case.Names];

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Names))]
    public async Task A_case_prints_what_is_written_beside_it(string name)
    {
        await using var world = await SeedAsync();
        using var example = new Case(name, Placeholders(world));
        var promoter = world.Promoter(example.WorkingDirectory);
        if (example.FindScriptedKustomize() is { } kustomize)
        {
            promoter.With("PATH", kustomize);
        }

        foreach (var variable in example.Environment)
        {
            promoter.With(variable[0], variable[1]);
        }

        var daemon = await FindDaemonAsync(world, example);
        var result = await promoter.RunAsync(example.Arguments);
        await (daemon?.SignalAsync("TERM") ?? Task.CompletedTask);
        await (daemon?.Ended ?? Task.CompletedTask);

        example.AssertPrinted("stderr", result.Error);
        example.AssertPrinted("stdout", result.OutputText);
        Assert.Equal(example.ExitCode, result.ExitCode);
    }

    private static async Task<RunningPromoter?> FindDaemonAsync(TwoAccounts world, Case example)
    {
        if (example.FindServedBefore() is not { } served)
        {
            return null;
        }

        var daemon = world.Promoter(example.WorkingDirectory)
            .Start("serve", "--config", "promotion.yaml", "--socket", "promoter.sock", "--listen", "127.0.0.1:0");
        await daemon.SaysAsync("serving renders at ");
        foreach (var render in served)
        {
            await new PromoterProcess { WorkingDirectory = example.WorkingDirectory }
                .With("CMP_PROMOTER_SOCKET", "promoter.sock").With("ARGOCD_APP_NAME", "payments").RunAsync(render);
        }

        return daemon;
    }

    /// <summary>The same every time, so that expected texts can hold digests; tests/cases/README.md tells it.</summary>
    private static async Task<TwoAccounts> SeedAsync()
    {
        var world = await TwoAccounts.StartAsync();
        world.Offer("team/api", "1.4", new ImageSpec { Seed = 1 });
        world.Offer("team/web", "2.0", new ImageSpec { Seed = 2 });
        world.Production.PushImage("team/web", "2.0", new ImageSpec { Seed = 2 });
        world.Offer("team/batch", "7", new ImageSpec { Seed = 3 });
        world.Production.DeleteRepository("team/batch");
        world.Offer("team/locked", "1", new ImageSpec { Seed = 4 });
        world.Production.Deny("ecr:PutImage", resource: "*:repository/team/locked");
        world.Offer("team/secret", "1", new ImageSpec { Seed = 5 });
        world.Development.SetRepositoryPolicy("team/secret", null);
        world.Offer("team/aged", "1", new ImageSpec { Seed = 6, LayerBytes = 3 << 20, CreatedAt = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero) });
        return world;
    }

    private static FrozenDictionary<string, string> Placeholders(TwoAccounts world) => new Dictionary<string, string>
    {
        ["source"] = world.Development.RegistryName,
        ["source-endpoint"] = world.DevelopmentEndpoint.GetLeftPart(UriPartial.Authority),
        ["destination"] = world.Production.RegistryName,
        ["destination-endpoint"] = world.ProductionEndpoint.GetLeftPart(UriPartial.Authority),
        ["api-endpoint"] = world.ApiEndpoint.GetLeftPart(UriPartial.Authority),
    }.ToFrozenDictionary();
}
