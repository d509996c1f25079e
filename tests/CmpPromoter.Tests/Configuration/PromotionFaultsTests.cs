using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Tests.Properties;
using CsCheck;

namespace CmpPromoter.Tests.Configuration;

/// <summary>What an administrator reads when the file is wrong: file, line and column, key, value given, what is valid.</summary>
public sealed class PromotionFaultsTests
{
    private static readonly Gen<string> YamlPieces = Gen.OneOf(
        "apiVersion: ", "destination: ", "registry: x", "sources:", "- ", "  ", "\n", "{", "}", "[", "]", ",", "*a", "&a ", "? ",
        ": ", "!", "%", "---", "...", "'", "\"", "|", ">", "\t", "#");

    [Fact]
    public void All_faults_of_a_file_come_at_once_and_in_its_order()
    {
        var message = Message(
            """
            apiVersion: cmp-promoter/v2
            kind: Promotion
            destination:
              registry: https://registry.example.com/v2
              typ: oci
            sources:
            - registry: other.example.com
              type: occi
              repositories: [Team-A/**]
            copy: {budget: 45, concurrency: 65, artefacts: true}
            """);

        Assert.Equal(
            """
            The configuration f.yaml has 8 faults:
            f.yaml:1:13: apiVersion: 'cmp-promoter/v2': valid: cmp-promoter/v1
            f.yaml:4:13: destination.registry: 'https://registry.example.com/v2': drop the scheme: write registry.example.com; an address of another name is given with endpoint
            f.yaml:5:3: destination.typ: unknown key; did you mean 'type'? valid here: registry, type, endpoint, insecure, apiEndpoint, roleArn, externalId, region, credentials, caFile, createRepositories
            f.yaml:8:9: sources[0].type: 'occi': did you mean 'oci'? valid: ecr, oci
            f.yaml:9:18: sources[0].repositories[0]: 'Team-A/**': write a repository name in lower case; the wildcards are * (within one part) and ** (any parts)
            f.yaml:10:16: copy.budget: '45': write a duration between 1ms and 24h with its units, such as 45s, 2m, 1m30s or 500ms
            f.yaml:10:33: copy.concurrency: '65': write a whole number from 1 to 64, without quotes
            f.yaml:10:37: copy.artefacts: unknown key; did you mean 'artifacts'? valid here: budget, concurrency, artifacts
            """,
            message);
    }

    [Theory]
    [InlineData("", "f.yaml:1:1: the file holds nothing; a complete one is:\n" + PromotionFile.Example)]
    [InlineData("- a", "f.yaml:1:1: the file is no mapping of keys and values; a complete one is:\n" + PromotionFile.Example)]
    public void A_file_without_keys_is_answered_with_an_example(string yaml, string fault) =>
        Assert.Equal($"The configuration f.yaml has 1 fault:\n{fault}", Message(yaml));

    [Fact]
    public void Missing_keys_are_named_with_what_to_write() => Assert.Equal(
        """
        The configuration f.yaml has 4 faults:
        f.yaml:1:1: apiVersion: missing; write apiVersion: cmp-promoter/v1
        f.yaml:1:1: kind: missing; write kind: Promotion
        f.yaml:1:1: destination: missing; name the registry that images are copied to: destination: {registry: host}
        f.yaml:1:1: sources: names no source; name the registries that images are copied from: sources: [{registry: host}]
        """,
        Message("copy: {}"));

    [Theory]
    [InlineData("kind: [a\nb: c", "1:7: this is not YAML: the text from here on cannot be read; look for an open bracket or quote")]
    [InlineData("kind: 'a\nb: c", "1:7: this is not YAML: the parser says 'While scanning a quoted scalar, found unexpected end of stream.'")]
    [InlineData("kind: a\n  b: c", "2:4: this is not YAML: the parser says 'While scanning a plain scalar value, found invalid mapping.'")]
    public void Malformed_YAML_is_one_fault_at_its_place(string yaml, string fault) =>
        Assert.Equal($"The configuration f.yaml has 1 fault:\nf.yaml:{fault}", Message(yaml));

    [Fact]
    public void Nesting_deeper_than_any_key_is_refused() => Assert.Contains(
        "f.yaml:1:22: copy[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]: nested deeper than 16 levels",
        Message($"copy: {new string('[', 1_000)}{new string(']', 1_000)}"),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("copy: &anchor {}", "9:7: copy: an anchor (&name) or a tag (!name); write the plain value")]
    [InlineData("copy: !!map {}", "9:7: copy: an anchor (&name) or a tag (!name); write the plain value")]
    [InlineData("copy: *alias", "9:7: copy: an alias (*name); write the value out")]
    [InlineData("copy: {}\ncopy: {}", "10:1: copy: given twice; the first stands in line 9")]
    [InlineData("copy: {}\n---\ncopy: {}", "10:1: a second document begins here; one file holds one document")]
    [InlineData("? [copy]\n: {}", "9:3: a key that is not plain text")]
    [InlineData("copy:", "9:6: copy: no value; write a mapping of keys and values, or remove the key")]
    [InlineData("copy: 5s", "9:7: copy: a single value: write a mapping of keys and values")]
    [InlineData("copy: {budget: [5s]}", "9:16: copy.budget: a sequence: write one value")]
    [InlineData("copy: {budget: ''}", "9:16: copy.budget: '': write a text that is not empty, or remove the key")]
    [InlineData("copy: {budget: 0s}", "9:16: copy.budget: '0s': write a duration between 1ms and 24h with its units, such as 45s, 2m, 1m30s or 500ms")]
    [InlineData("copy: {concurrency: '8'}", "9:21: copy.concurrency: '8': write a whole number from 1 to 64, without quotes")]
    [InlineData("copy: {artifacts: required}", "9:19: copy.artifacts: 'required': did you mean 'require'? valid: true, false, require")]
    [InlineData("render: {tool: helm}", "9:16: render.tool: 'helm': valid: kustomize")]
    [InlineData("render: {buildOptions: [--output=/tmp/x]}", "9:25: render.buildOptions[0]: '--output=/tmp/x': the manifests are read from kustomize's standard output; remove the option")]
    [InlineData("render: {buildOptions: [-o/tmp/x]}", "9:25: render.buildOptions[0]: '-o/tmp/x': the manifests are read from kustomize's standard output; remove the option")]
    [InlineData("render: {buildOptions: [--enable-exec]}", "9:25: render.buildOptions[0]: '--enable-exec': it would let an application's author run programs in this pod, with its credentials; remove the option")]
    [InlineData("render: {buildOptions: [--enable_alpha_plugins=true]}", "9:25: render.buildOptions[0]: '--enable_alpha_plugins=true': it would let an application's author run programs in this pod, with its credentials; remove the option")]
    [InlineData("render: {buildOptions: [--enable-star]}", "9:25: render.buildOptions[0]: '--enable-star': it would let an application's author run programs in this pod, with its credentials; remove the option")]
    [InlineData("render: {buildOptions: [--network]}", "9:25: render.buildOptions[0]: '--network': it opens this pod's network or files to functions that an application's author chooses; remove the option")]
    [InlineData("render: {buildOptions: [--helm-command=./helm]}", "9:25: render.buildOptions[0]: '--helm-command=./helm': a relative program would be one in an author's checkout; write --helm-command=/full/path, in one item")]
    [InlineData("render: {buildOptions: [--helm-command, ./helm]}", "9:25: render.buildOptions[0]: '--helm-command': a relative program would be one in an author's checkout; write --helm-command=/full/path, in one item")]
    [InlineData("render: {buildOptions: [--load-restrictor x]}", "9:25: render.buildOptions[0]: '--load-restrictor x': a flag and its value are two items, or one joined by '='")]
    [InlineData("render: {passEnvironment: [AWS_PROFILE]}", "9:28: render.passEnvironment[0]: 'AWS_PROFILE': AWS credentials never reach kustomize, which works on files of others; remove it")]
    [InlineData("render: {passEnvironment: [$A]}", "9:28: render.passEnvironment[0]: '$A': write the name of one environment variable, without $ and without value")]
    [InlineData("images: {sweep: wran}", "9:17: images.sweep: 'wran': did you mean 'warn'? valid: warn, ensure, off")]
    [InlineData("images: {fields: [{path: a//b}]}", "9:19: images.fields[0].kind: missing; write the resource's kind, such as Kafka\nf.yaml:9:26: images.fields[0].path: 'a//b': write keys between single slashes, such as spec/kafka/image")]
    public void A_wrong_value_is_named_with_its_place_and_what_is_valid(string lines, string expected)
    {
        var message = Message(
            $$"""
            apiVersion: cmp-promoter/v1
            kind: Promotion
            destination:
              registry: registry.example.com

            sources:
            - registry: other.example.com

            {{lines}}
            """);

        Assert.Equal($"f.yaml:{expected}", message[(message.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
    }

    [Fact]
    public void A_hostile_file_makes_a_short_message()
    {
        var keys = string.Join('\n', Enumerable.Range(0, 10_000).Select(number => $"\"\\e[31m{number}{new string('x', 90)}\": 1"));

        var message = Message(keys);

        Assert.True(message.Length < 20_000, $"{message.Length} characters");
        Assert.DoesNotContain('\e', message);
        Assert.EndsWith("and 9964 more", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_gives_options_or_one_exception_with_its_faults() =>
        Gen.OneOf<string>(Gen.String, YamlPieces.Array[0, 24].Select(string.Concat)).Holds(text =>
        {
            try
            {
                PromotionFile.Parse(text, "f.yaml");
            }
            catch (PromoterException exception)
            {
                Assert.Equal(FailureKind.Usage, exception.Kind);
            }
        }, iter: 2_000);

    private static string Message(string yaml)
    {
        var exception = Assert.Throws<PromoterException>(() => PromotionFile.Parse(yaml, "f.yaml"));
        Assert.Equal(FailureKind.Usage, exception.Kind);
        return exception.Message;
    }
}
