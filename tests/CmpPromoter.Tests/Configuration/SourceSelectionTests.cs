using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Tests.Properties;
using CsCheck;

namespace CmpPromoter.Tests.Configuration;

public sealed class SourceSelectionTests
{
    [Theory]
    [InlineData("**", "api", true)]
    [InlineData("**", "team-a/backend/api", true)]
    [InlineData("*", "api", true)]
    [InlineData("*", "team-a/api", false)]
    [InlineData("team-a/**", "team-a/api", true)]
    [InlineData("team-a/**", "team-a/backend/api", true)]
    [InlineData("team-a/**", "team-ab/api", false)]
    [InlineData("team-a/**", "prefix/team-a/api", false)]
    [InlineData("team-*/api", "team-b/api", true)]
    [InlineData("team-*/api", "team-b/api/v2", false)]
    [InlineData("**/api", "team-a/backend/api", true)]
    [InlineData("team-a/api", "team-a/api", true)]
    [InlineData("team-a/api", "team-a/api2", false)]
    public void A_glob_matches_whole_names(string glob, string repository, bool matches)
    {
        var selection = new SourceSelection([Source("only.example.com", [glob])]);

        Assert.Equal(matches, selection.Find(RepositoryName.Parse(repository)) is not null);
    }

    [Fact]
    public void The_first_source_in_the_files_order_that_matches_serves()
    {
        var selection = new SourceSelection(
        [
            Source("a.example.com", ["team-a/**"]), Source("b.example.com", ["team-b/**", "team-a/**"]), Source("rest.example.com", ["shared/*"]),
        ]);

        Assert.Equal("a.example.com", HostFor("team-a/api"));
        Assert.Equal("b.example.com", HostFor("team-b/api"));
        Assert.Equal("rest.example.com", HostFor("shared/x"));
        Assert.Null(HostFor("other"));

        string? HostFor(string name) => selection.Find(RepositoryName.Parse(name))?.Source.Registry.Host.ToString();
    }

    [Theory]
    [InlineData("prod/", "dev/", "prod/api", "dev/api")]
    [InlineData("prod/", "dev/", "other/prod/api", "other/prod/api")]
    [InlineData("prod/", "", "prod/team/api", "team/api")]
    [InlineData("", "mirror/", "api", "mirror/api")]
    [InlineData("prod-", "dev-", "prod-api", "dev-api")]
    public void Rename_changes_how_a_name_begins_and_leaves_others_alone(string prefix, string with, string destination, string source)
    {
        var selection = new SourceSelection([Source("s.example.com", ["**"]) with { Rename = new RenameOptions(prefix, with) }]);

        Assert.Equal(RepositoryName.Parse(source), selection.Find(RepositoryName.Parse(destination))?.Repository);
    }

    [Fact]
    public void A_rename_that_makes_an_impossible_name_is_the_configurations_fault()
    {
        var selection = new SourceSelection([Source("s.example.com", ["**"]) with { Rename = new RenameOptions("prod", "") }]);

        var exception = Assert.Throws<PromoterException>(() => selection.Find(RepositoryName.Parse("prod/api")));

        Assert.Equal(FailureKind.Usage, exception.Kind);
        Assert.StartsWith(
            "Renaming repository prod/api for source s.example.com: prefix 'prod' with '' gives '/api': ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_glob_that_the_configuration_accepts_can_be_matched() =>
        Gen.Char["ab-._*/"].Array[1, 12].Select(characters => new string(characters))
            .Where(glob => RepositoryGlob.Refuse(glob) is null)
            .Holds(glob => new SourceSelection([Source("s.example.com", [glob])]).Find(RepositoryName.Parse("a/b-a")));

    private static SourceOptions Source(string host, ImmutableArray<string> globs) => new()
    {
        Registry = new RegistryOptions
        {
            Host = RegistryHost.Parse(host),
            Type = RegistryType.Oci,
            Ecr = null,
            Endpoint = new Uri($"https://{host}"),
            ApiEndpoint = null,
            RoleArn = null,
            ExternalId = null,
            Credentials = null,
            CaFile = null,
        },
        Repositories = globs,
        Rename = null,
    };
}
