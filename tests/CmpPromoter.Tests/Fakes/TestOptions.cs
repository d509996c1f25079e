using CmpPromoter.Configuration;
using CmpPromoter.Oci;

namespace CmpPromoter.Tests.Fakes;

/// <summary>Option records with every default, for tests that build rooms by hand.</summary>
internal static class TestOptions
{
    public static SourceOptions Source(RegistryHost host) => new()
    {
        Registry = Registry(host),
        Repositories = ["**"],
        Rename = null,
    };

    public static RegistryOptions Registry(RegistryHost host) => new()
    {
        Host = host,
        Type = RegistryType.Oci,
        Ecr = null,
        Endpoint = new Uri($"https://{host}"),
        ApiEndpoint = null,
        RoleArn = null,
        ExternalId = null,
        Credentials = null,
        CaFile = null,
    };
}
