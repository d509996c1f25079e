using CmpPromoter.Configuration;
using CmpPromoter.Oci;
using CmpPromoter.Tests.Properties;
using CsCheck;

namespace CmpPromoter.Tests.Configuration;

public sealed class EcrHostNameTests
{
    [Theory]
    [InlineData("111111111111.dkr.ecr.eu-central-1.amazonaws.com", "eu-central-1", false, false)]
    [InlineData("111111111111.dkr.ecr-fips.us-east-1.amazonaws.com", "us-east-1", true, false)]
    [InlineData("111111111111.dkr.ecr.us-gov-west-1.amazonaws.com", "us-gov-west-1", false, false)]
    [InlineData("111111111111.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1", true, false)]
    [InlineData("111111111111.dkr.ecr.cn-north-1.amazonaws.com.cn", "cn-north-1", false, false)]
    [InlineData("111111111111.dkr.ecr.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1", false, false)]
    [InlineData("111111111111.dkr.ecr.us-iso-east-1.c2s.ic.gov", "us-iso-east-1", false, false)]
    [InlineData("111111111111.dkr.ecr.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1", false, false)]
    [InlineData("111111111111.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk", "eu-isoe-west-1", false, false)]
    [InlineData("111111111111.dkr.ecr.us-isof-south-1.csp.hci.ic.gov", "us-isof-south-1", false, false)]
    [InlineData("111111111111.dkr-ecr.eu-central-1.on.aws", "eu-central-1", false, true)]
    [InlineData("111111111111.dkr-ecr-fips.us-east-1.on.aws", "us-east-1", true, true)]
    [InlineData("111111111111.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn", "cn-north-1", false, true)]
    [InlineData("111111111111.dkr-ecr.eusc-de-east-1.on.amazonwebservices.eu", "eusc-de-east-1", false, true)]
    [InlineData("111111111111.DKR.ECR.eu-central-1.AmazonAWS.com", "eu-central-1", false, false)]
    public void A_private_registrys_name_tells_account_region_and_endpoint(
        string host, string region, bool isFips, bool isDualStack) => Assert.Equal(
        new EcrHostName { AccountId = "111111111111", Region = region, IsFips = isFips, IsDualStack = isDualStack },
        EcrHostName.Find(RegistryHost.Parse(host)));

    [Theory]
    [InlineData("public.ecr.aws")]
    [InlineData("ecr-public.aws.com")]
    [InlineData("docker.io")]
    [InlineData("127.0.0.1:5000")]
    [InlineData("11111111111.dkr.ecr.eu-central-1.amazonaws.com")]
    [InlineData("1111111111111.dkr.ecr.eu-central-1.amazonaws.com")]
    [InlineData("11111111111a.dkr.ecr.eu-central-1.amazonaws.com")]
    [InlineData("dkr.ecr.eu-central-1.amazonaws.com")]
    [InlineData("111111111111.dkr.ecr.amazonaws.com")]
    [InlineData("111111111111.dkr.ecr.eu-central-1.example.com")]
    [InlineData("111111111111.dkr.ecr.eu-central-1.amazonaws.com.example.com")]
    [InlineData("111111111111.dkr.ecr.eu.central.amazonaws.com")]
    [InlineData("x.111111111111.dkr.ecr.eu-central-1.amazonaws.com")]
    [InlineData("111111111111.dkr.ecr.eu-central-1.amazonaws.com:443")]
    [InlineData("111111111111.dkr.ecr.eu-central-1.on.aws")]
    [InlineData("111111111111.dkr-ecr.eu-central-1.amazonaws.com")]
    [InlineData("111111111111.dkr.ecr.eu-central-1.amazonawsxcom")]
    public void Any_other_host_is_not_ECRs(string host) => Assert.Null(EcrHostName.Find(RegistryHost.Parse(host)));

    [Fact]
    public void Account_and_region_are_read_back_whatever_they_are()
    {
        var accounts = Gen.Char['0', '9'].Array[12].Select(digits => new string(digits));
        var letters = Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789"];
        var words = letters.Array[1, 8].Select(word => new string(word));
        var regions = words.Select(words, (first, last) => $"{first}-{last}");

        Gen.Select(accounts, regions, Gen.Bool, Gen.Bool).Holds(name =>
        {
            var (account, region, isFips, isDualStack) = name;
            var fips = isFips ? "-fips" : "";
            var host = isDualStack
                ? $"{account}.dkr-ecr{fips}.{region}.on.aws"
                : $"{account}.dkr.ecr{fips}.{region}.amazonaws.com";
            Assert.Equal(
                new EcrHostName { AccountId = account, Region = region, IsFips = isFips, IsDualStack = isDualStack },
                EcrHostName.Find(RegistryHost.Parse(host)));
        });
    }
}
