using Amazon.ECR.Model;
using Amazon.Runtime;
using CmpPromoter.Ecr;
using CmpPromoter.Oci;

namespace CmpPromoter.Tests.Ecr;

public sealed class EcrClientFactoryTests
{
    private const string RoleArn = "arn:aws:iam::111111111111:role/source-reader";
    private static readonly EcrClientFactory Factory =
        new(new BasicAWSCredentials(ScriptedAws.AccessKeyId, ScriptedAws.SecretKey));

    [Theory]
    [InlineData("111111111111.dkr.ecr.eu-central-1.amazonaws.com", "https://api.ecr.eu-central-1.amazonaws.com")]
    [InlineData("111111111111.dkr.ecr-fips.us-east-1.amazonaws.com", "https://api.ecr-fips.us-east-1.amazonaws.com")]
    [InlineData("111111111111.dkr.ecr.us-gov-west-1.amazonaws.com", "https://api.ecr.us-gov-west-1.amazonaws.com")]
    [InlineData(
        "111111111111.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "https://api.ecr-fips.us-gov-west-1.amazonaws.com")]
    [InlineData("111111111111.dkr.ecr.cn-north-1.amazonaws.com.cn", "https://api.ecr.cn-north-1.amazonaws.com.cn")]
    [InlineData("111111111111.dkr.ecr.eusc-de-east-1.amazonaws.eu", "https://api.ecr.eusc-de-east-1.amazonaws.eu")]
    [InlineData("111111111111.dkr.ecr.us-iso-east-1.c2s.ic.gov", "https://api.ecr.us-iso-east-1.c2s.ic.gov")]
    [InlineData("111111111111.dkr.ecr.us-isob-east-1.sc2s.sgov.gov", "https://api.ecr.us-isob-east-1.sc2s.sgov.gov")]
    [InlineData("111111111111.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk", "https://api.ecr.eu-isoe-west-1.cloud.adc-e.uk")]
    [InlineData(
        "111111111111.dkr.ecr.us-isof-south-1.csp.hci.ic.gov", "https://api.ecr.us-isof-south-1.csp.hci.ic.gov")]
    [InlineData("111111111111.dkr-ecr.eu-central-1.on.aws", "https://ecr.eu-central-1.api.aws")]
    [InlineData("111111111111.dkr-ecr-fips.us-east-1.on.aws", "https://ecr-fips.us-east-1.api.aws")]
    [InlineData(
        "111111111111.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn",
        "https://ecr.cn-north-1.api.amazonwebservices.com.cn")]
    [InlineData(
        "111111111111.dkr-ecr.eusc-de-east-1.on.amazonwebservices.eu",
        "https://ecr.eusc-de-east-1.api.amazonwebservices.eu")]
    public void The_API_is_where_the_hosts_name_says(string host, string endpoint) =>
        Assert.Equal(endpoint, EndpointOf(EcrClientKey.Of(ScriptedAws.Options(RegistryHost.Parse(host)))));

    [Theory]
    [InlineData("111111111111.dkr.ecr.eu-central-1.amazonaws.com")]
    [InlineData("111111111111.dkr-ecr-fips.us-east-1.on.aws")]
    public void A_configured_endpoint_wins_over_what_the_name_says(string host)
    {
        var options = ScriptedAws.Options(RegistryHost.Parse(host)) with
        {
            ApiEndpoint = new Uri("http://127.0.0.1:5000"),
        };

        Assert.Equal("http://127.0.0.1:5000/", EndpointOf(EcrClientKey.Of(options)));
    }

    [Fact]
    public void Registries_of_two_accounts_share_a_client_and_those_of_two_roles_do_not()
    {
        var one = ScriptedAws.Options(RegistryHost.Parse("111111111111.dkr.ecr.eu-central-1.amazonaws.com"));
        var two = ScriptedAws.Options(RegistryHost.Parse("222222222222.dkr.ecr.eu-central-1.amazonaws.com"));

        Assert.Equal(EcrClientKey.Of(one), EcrClientKey.Of(two));
        Assert.NotEqual(EcrClientKey.Of(one), EcrClientKey.Of(two with { RoleArn = RoleArn }));
    }

    [Fact]
    public void A_registry_that_is_not_ECRs_has_no_client()
    {
        var options = ScriptedAws.Options(RegistryHost.Parse("127.0.0.1:5000"));

        Assert.Throws<ArgumentException>(() => EcrClientKey.Of(options));
    }

    private static string EndpointOf(EcrClientKey key)
    {
        using var client = Factory.Create(key, "app");
        return client.DetermineServiceOperationEndpoint(new BatchGetImageRequest()).URL;
    }
}
