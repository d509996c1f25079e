using System.Text.RegularExpressions;
using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Rendering.Parameters;
using CmpPromoter.Tests.Layering;

namespace CmpPromoter.Tests.Rendering.Parameters;

public sealed partial class ParameterReaderTests
{
    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""[{"name":"namePrefix","string":""},{"name":"images","array":[]},{"name":"replicas","map":{}},{"name":"patches"}]""")]
    public void Nothing_given_changes_nothing(string json) => Assert.True(ParameterReader.Parse(json).IsEmpty);

    [Fact]
    public void Without_the_variable_there_is_nothing_given()
    {
        var environment = new ProcessEnvironment([KeyValuePair.Create("PARAM_NAMEPREFIX", "x"), KeyValuePair.Create("ARGOCD_ENV_namePrefix", "x")]);

        Assert.True(ParameterReader.Read(environment).IsEmpty);
    }

    [Theory]
    [InlineData("""[{"name":"namePrefx","string":"a"}]""", "'namePrefx' of the application", "did you mean namePrefix?")]
    [InlineData("""[{"name":"kustomize.buildOptions","string":"--enable-helm"}]""", "there is none of this name", "The parameters are commonAnnotations,")]
    [InlineData("""[{"name":"images","string":"a:1"}]""", "The parameter images of", "must be written as array: [")]
    [InlineData("""[{"name":"images","array":["a:1"],"string":"b"}]""", "The parameter images of", "must be written as array: [")]
    [InlineData("""[{"name":"images","array":{"a":"b"}}]""", "The parameter images of", "must be written as array: [")]
    [InlineData("""[{"name":"images","array":["a"]}]""", "images[0]", "'a' is no image override; write NAME:TAG")]
    [InlineData("""[{"name":"images","array":["a:1",2]}]""", "images[1]", "put it in quotes")]
    [InlineData("""[{"name":"namePrefix","array":["a"]}]""", "The parameter namePrefix of", "must be written as string:")]
    [InlineData("""[{"name":"namespace","string":"Not a name"}]""", "The parameter namespace of", "'Not a name' is no name of a namespace")]
    [InlineData("""[{"name":"namespace","string":"a"},{"name":"namespace","string":"b"}]""", "The parameter namespace of", "given twice")]
    [InlineData("""[{"name":"replicas","map":{"api":"-1"}}]""", "replicas.api", "'-1' is no count")]
    [InlineData("""[{"name":"replicas","map":{"api":3}}]""", "replicas.api", "put it in quotes")]
    [InlineData("""[{"name":"commonLabels","array":["a=b"]}]""", "The parameter commonLabels of", "must be written as map:")]
    [InlineData("""[{"name":"patches","array":["[a"]}]""", "patches[0]", "it is not YAML (line 2:")]
    [InlineData("""[{"name":"patches","array":["deployment.yaml"]}]""", "patches[0]", "'deployment.yaml' is no patch; write a mapping")]
    [InlineData("""[{"name":"patches","array":["kind: Deployment"]}]""", "patches[0]", "'kind' is no key of a patch")]
    [InlineData("""[{"name":"patches","array":["patch: &a x\ntarget: {name: *a}"]}]""", "patches[0]", "an anchor or an alias")]
    [InlineData("""[{"name":"patches","array":["patch: a\n---\npatch: b"]}]""", "patches[0]", "a second document")]
    [InlineData("""{"name":"images"}""", "ARGOCD_APP_PARAMETERS", "it is no list")]
    [InlineData("""[{"string":"x"}]""", "ARGOCD_APP_PARAMETERS", "an entry has no name")]
    [InlineData("[", "ARGOCD_APP_PARAMETERS", "it is not JSON")]
    public void What_cannot_be_used_is_told_in_one_line_with_the_cure(string json, string which, string what)
    {
        var fault = Assert.Throws<PromoterException>(() => ParameterReader.Parse(json));

        Assert.Equal(FailureKind.Usage, fault.Kind);
        Assert.Contains(which, fault.Message, StringComparison.Ordinal);
        Assert.Contains(what, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void No_key_of_the_configuration_is_a_parameter()
    {
        var keys = Source.Files("src/CmpPromoter/Configuration", "*Binder.cs")
            .SelectMany(file => Quoted().Matches(file.Text))
            .Select(match => match.Groups["key"].Value)
            .Distinct()
            .ToList();

        Assert.Contains("registry", keys);
        Assert.All(
            keys.SelectMany(key => new[] { key, $"destination.{key}", $"sources.0.{key}", $"render.{key}", $"policy.{key}", key.ToUpperInvariant() })
                .Except(ParameterReader.Kinds.Keys),
            name => Assert.Throws<PromoterException>(() => ParameterReader.Parse($$"""[{"name":"{{name}}","string":"x"}]""")));

        // The one word that both know: the key holds fields and a mode, the parameter changes the author's own kustomization.
        Assert.Equal(["images"], keys.Intersect(ParameterReader.Kinds.Keys));
    }

    [Fact]
    public void Hostile_texts_reach_no_message_as_they_are()
    {
        var name = "\\u001b[31mx\\n" + new string('y', 100_000);

        var fault = Assert.Throws<PromoterException>(() => ParameterReader.Parse($$"""[{"name":"{{name}}","string":"z"}]"""));

        Assert.InRange(fault.Message.Length, 1, 1000);
        Assert.DoesNotContain('\u001b', fault.Message);
    }

    [GeneratedRegex(@"""(?<key>[a-z][a-zA-Z]+)""")]
    private static partial Regex Quoted();
}
