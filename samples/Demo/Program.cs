using CmpPromoter.Demo;

if (Repository.Find() is not { } repository)
{
    return Fail("samples/infra is not above its binary. Run it from a clone: dotnet run --project samples/Demo");
}

if (KustomizeTool.Find() is not { } kustomize)
{
    return Fail("neither kustomize nor kubectl is on PATH. Install one: https://kubernetes.io/docs/tasks/tools/");
}

await using var cloud = await TwoAccounts.StartAsync();
using var promoter = new Promoter(repository, cloud);
return await new Story(cloud, promoter, kustomize).TellAsync() ? 0 : 1;

static int Fail(string reason)
{
    Console.Error.WriteLine($"demo: {reason}");
    return 1;
}
