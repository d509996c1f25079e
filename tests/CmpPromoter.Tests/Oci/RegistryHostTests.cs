using CmpPromoter.Oci;

namespace CmpPromoter.Tests.Oci;

public sealed class RegistryHostTests
{
    [Theory]
    [InlineData("registry.example.com", "registry.example.com")]
    [InlineData("registry.example.com:443", "Registry.example.com")]
    [InlineData("registry.example.com", "registry.example.com:443")]
    [InlineData("[2001:db8::1]:443", "[2001:db8::1]")]
    public void The_port_of_https_may_be_left_out(string one, string other) =>
        Assert.True(RegistryHost.Parse(one).Names(RegistryHost.Parse(other)));

    [Theory]
    [InlineData("registry.example.com:5000", "registry.example.com")]
    [InlineData("registry.example.com:443", "registry.example.org")]
    [InlineData("localhost:443", "localhost")]
    [InlineData("127.0.0.1:443", "127.0.0.1")]
    [InlineData("[2001:db8::443]", "[2001:db8::]")]
    public void Another_port_or_name_is_another_registry(string one, string other) =>
        Assert.False(RegistryHost.Parse(one).Names(RegistryHost.Parse(other)));
}
