using System.Text.RegularExpressions;
using CmpPromoter.Oci;

namespace CmpPromoter.Configuration;

/// <summary>Reads the keys that a destination and a source have in common.</summary>
internal sealed partial class RegistryBinder(string folder)
{
    public static readonly ImmutableArray<string> Keys =
    [
        "registry", "type", "endpoint", "insecure", "apiEndpoint", "roleArn", "externalId", "region", "credentials",
        "caFile",
    ];

    private static readonly ImmutableArray<(string Name, RegistryType Value)> Types =
        [("ecr", RegistryType.Ecr), ("oci", RegistryType.Oci)];

    /// <returns><c>null</c> when the registry's name cannot be made out; that has been reported.</returns>
    public RegistryOptions? Bind(ConfigSection section)
    {
        if (!section.Has("registry"))
        {
            section.Refuse("registry", "missing; write the registry's host[:port]");
        }

        RegistryHost? host = section.Text("registry", RefuseHost) is { } text ? RegistryHost.Parse(text) : null;
        var ecr = host is { } known ? EcrHostName.Find(known) : null;
        var type = section.OneOf("type", Types)
            ?? (ecr is not null || host is null ? RegistryType.Ecr : RegistryType.Oci);
        if (host is not null && type == RegistryType.Ecr && ecr is null)
        {
            section.Refuse("type", $"ecr: {ConfigFaults.Show(host.Value.ToString())} is no ECR registry's name; it has "
                + "the form <12 digits>.dkr.ecr.<region>.amazonaws.com; write type: oci for any other registry");
        }

        // Faults of the keys below are worth hearing even when the registry's name is not usable.
        var insecure = section.Boolean("insecure") ?? false;
        var endpoint = BindEndpoint(section, "endpoint", insecure);
        var apiEndpoint = BindEndpoint(section, "apiEndpoint", insecure);
        var roleArn = section.Text("roleArn", RefuseRoleArn);
        var externalId = section.Text("externalId", RefuseExternalId);
        var region = section.Text("region", RefuseRegion);
        var credentials = BindCredentials(section);
        var caFile = FullPath(section.Text("caFile"));
        RefuseExchanged(section, endpoint, apiEndpoint);
        if (host is null)
        {
            return null;
        }

        RefuseCombinations(section, host.Value, type);
        return new RegistryOptions
        {
            Host = host.Value,
            Type = type,
            Ecr = type == RegistryType.Ecr ? ecr : null,
            Region = region,
            Endpoint = endpoint ?? RegistryOptions.EndpointOf(host.Value),
            ApiEndpoint = apiEndpoint,
            RoleArn = roleArn,
            ExternalId = externalId,
            Credentials = credentials,
            CaFile = caFile,
        };
    }

    private static void RefuseCombinations(ConfigSection section, RegistryHost host, RegistryType type)
    {
        if (section.Has("externalId") && !section.Has("roleArn"))
        {
            section.Refuse("externalId", "an external id belongs to a role; write roleArn too, or remove it");
        }

        string[] foreign = type == RegistryType.Oci
            ? ["apiEndpoint", "roleArn", "externalId", "region"]
            : ["credentials"];
        foreach (var key in foreign.Where(section.Has))
        {
            section.Refuse(key, type == RegistryType.Oci
                ? $"for type ecr only, and {host} is type oci; remove it"
                : $"for type oci only, and {host} is type ecr: AWS credentials come from the pod's role or roleArn; "
                    + "remove it");
        }
    }

    private static void RefuseExchanged(ConfigSection section, Uri? endpoint, Uri? apiEndpoint)
    {
        if (endpoint is not null && VpcEndpoint.IsOfApi(endpoint))
        {
            section.Refuse("endpoint", "this VPC endpoint is the ECR API's; write it as apiEndpoint, and the one of ecr.dkr here");
        }

        if (apiEndpoint is not null && VpcEndpoint.IsOfRegistry(apiEndpoint))
        {
            section.Refuse("apiEndpoint", "this VPC endpoint is the registry's; write it as endpoint, and the one of ecr.api here");
        }
    }

    private static Uri? BindEndpoint(ConfigSection section, string key, bool insecure) =>
        section.Text(key, text => RegistryEndpoint.Refuse(text, insecure)) is { } text ? new Uri(text) : null;

    private CredentialOptions? BindCredentials(ConfigSection registry)
    {
        if (registry.Section("credentials", ["dockerConfig", "usernameFile", "passwordFile"]) is not { } section)
        {
            return null;
        }

        var docker = section.Has("dockerConfig");
        var user = section.Has("usernameFile");
        var password = section.Has("passwordFile");
        if (user != password)
        {
            section.Refuse(
                user ? "passwordFile" : "usernameFile", "missing; usernameFile and passwordFile go together");
        }

        if (docker == (user || password))
        {
            registry.Refuse("credentials", docker
                ? "dockerConfig and usernameFile/passwordFile exclude each other; keep one"
                : "names no file; write dockerConfig, or usernameFile and passwordFile");
        }

        return new CredentialOptions
        {
            DockerConfigFile = FullPath(section.Text("dockerConfig")),
            UserNameFile = FullPath(section.Text("usernameFile")),
            PasswordFile = FullPath(section.Text("passwordFile")),
        };
    }

    private string? FullPath(string? path) => path is null ? null : Path.GetFullPath(path, folder);

    private static string? RefuseHost(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return RegistryHost.TryParse(text, out _, out var reason) ? null : reason;
        }

        var name = text[(scheme + 3)..].Split('/', '?', '#')[0].Split('@')[^1];
        return $"drop the scheme: write {(name.Length > 0 ? name : "host[:port]")}; "
            + "an address of another name is given with endpoint";
    }

    private static string? RefuseRoleArn(string text) =>
        RoleArn().IsMatch(text) ? null : "write a role's ARN, arn:aws:iam::<12 digits>:role/<name>";

    private static string? RefuseExternalId(string text) =>
        ExternalId().IsMatch(text) ? null : "write 2 to 1224 letters, digits or _+=,.@:/-";

    private static string? RefuseRegion(string text) =>
        Region().IsMatch(text) ? null : "write an AWS region such as eu-central-1";

    // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html: patterns of RoleArn and ExternalId.
    [GeneratedRegex(@"\Aarn:aws[a-z-]*:iam::[0-9]{12}:role/[\x21-\x7e]{1,512}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RoleArn();

    [GeneratedRegex(@"\A[A-Za-z0-9_+=,.@:/-]{2,1224}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ExternalId();

    [GeneratedRegex(@"\A[a-z]{2,4}(?:-[a-z]+){1,3}-[0-9]{1,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Region();
}
