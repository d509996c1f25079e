using CmpPromoter.LocalEcr.Seeding;

namespace CmpPromoter.LocalEcr;

/// <summary>What the program says once it listens: where, and lines for a shell that make the AWS CLI use it.</summary>
internal static class Greeting
{
    /// <param name="server">It listens.</param>
    /// <param name="seeds">Puts demo images into the first account on the way.</param>
    public static IEnumerable<string> Of(LocalEcrServer server, bool seeds)
    {
        yield return $"# ECR API, STS  {Text(server.ApiEndpoint)}";
        yield return $"# layers        {Text(server.LayerOrigin)}";
        foreach (var registry in server.Accounts)
        {
            yield return $"# registry      {Text(server.RegistryEndpoint(registry.AccountId, registry.Region))}  {registry.RegistryName}";
        }

        var first = server.Accounts.First();
        foreach (var image in seeds ? DemoImages.Push(first) : [])
        {
            yield return $"# image         {image}";
        }

        yield return $"export AWS_ACCESS_KEY_ID=AKIA{first.AccountId} AWS_SECRET_ACCESS_KEY=local AWS_REGION={first.Region}";
        yield return $"export AWS_ENDPOINT_URL_ECR={Text(server.ApiEndpoint)} AWS_ENDPOINT_URL_STS={Text(server.StsEndpoint)}";
        yield return $"# aws ecr get-login-password --endpoint-url {Text(server.ApiEndpoint)} | skopeo login --tls-verify=false -u AWS --password-stdin {server.RegistryEndpoint(first.AccountId, first.Region).Authority}";
    }

    private static string Text(Uri endpoint) => endpoint.GetLeftPart(UriPartial.Authority);
}
