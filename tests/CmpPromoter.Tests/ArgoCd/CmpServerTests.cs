using CmpPromoter.ArgoCd;

namespace CmpPromoter.Tests.ArgoCd;

/// <summary>The emulated cmp-server against small shell scripts: directory, environment, streams and errors.</summary>
public sealed class CmpServerTests
{
    [Fact]
    public async Task A_command_runs_in_a_private_copy_that_is_gone_afterwards()
    {
        await using var plugin = new ScriptPlugin("""echo "{kind: Here, path: '$PWD', git: '$(ls ../.git)'}" """);
        Directory.CreateDirectory(Path.Combine(plugin.Checkout, ".git/objects"));
        await File.WriteAllTextAsync(Path.Combine(plugin.Checkout, ".git/HEAD"), "ref");

        var reply = await GenerateAsync(plugin);

        var directory = reply.Manifests.Single()["path"]!.GetValue<string>();
        Assert.Matches(@"/_cmp_server/[0-9a-f-]{36}/app\z", directory);
        Assert.False(Directory.Exists(directory));
        Assert.Equal("", reply.Manifests.Single()["git"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(false, "644 755")]
    [InlineData(true, "700 750")]
    public async Task Files_arrive_with_plain_modes_unless_the_plugin_preserves_them(bool preserve, string expected)
    {
        await using var plugin = new ScriptPlugin("""echo "{kind: Modes, modes: $(echo $(stat -c %a run folder))}" """, preserveFileMode: preserve);
        var file = Path.Combine(plugin.Checkout, "app/run");
        await File.WriteAllTextAsync(file, "");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(
            Path.Combine(plugin.Checkout, "app/folder"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);

        var reply = await GenerateAsync(plugin);

        Assert.Equal(expected, reply.Manifests.Single()["modes"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_environment_is_the_sidecars_and_then_the_requests()
    {
        await using var plugin = new ScriptPlugin("env > $OUT/environment");

        await GenerateAsync(plugin, ("OWN", "first"), ("OWN", "request"), ("ARGOCD_APP_NAME", "shop"), ("", "dropped"));

        // PWD, SHLVL and _ are the shell's own.
        var lines = await File.ReadAllLinesAsync(plugin.Outside("environment"));
        Assert.Equal(
            ["ARGOCD_APP_NAME=shop", "HOME=/tmp", "OWN=request", "PATH=/usr/bin:/bin"],
            lines.Where(line => !line.StartsWith("PWD=", StringComparison.Ordinal)
                && !line.StartsWith("SHLVL=", StringComparison.Ordinal) && !line.StartsWith("_=", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_on_stdin()
    {
        await using var plugin = new ScriptPlugin("""echo "{kind: Input, bytes: $(wc -c)}" """);

        var reply = await GenerateAsync(plugin);

        Assert.Equal(0, reply.Manifests.Single()["bytes"]!.GetValue<long>());
    }

    [Fact]
    public async Task Init_runs_first_and_its_output_is_dropped()
    {
        await using var plugin = new ScriptPlugin("cat made-by-init", init: "echo 'kind: Made' > made-by-init; echo dropped");

        var reply = await GenerateAsync(plugin);

        Assert.Equal("Made", reply.Manifests.Single()["kind"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""printf 'kind: A\n---\n\n---\nnull\n---\nkind: B\n\n'""")]
    [InlineData("""printf '{"kind": "A"} {"kind": "B"}\n'""")]
    public async Task Output_is_split_into_objects_and_empty_documents_are_dropped(string script)
    {
        await using var plugin = new ScriptPlugin(script);

        var reply = await GenerateAsync(plugin);

        Assert.Equal(["A", "B"], reply.Manifests.Select(manifest => manifest["kind"]!.GetValue<string>()));
    }

    [Fact]
    public async Task No_output_at_all_is_a_success()
    {
        await using var plugin = new ScriptPlugin("exit 0");

        var reply = await GenerateAsync(plugin);

        Assert.Empty(reply.Manifests);
        Assert.Equal(["warning: Plugin command returned zero output"], plugin.Server.Log);
    }

    [Fact]
    public async Task Both_outputs_are_kept_whole_however_long_they_are()
    {
        await using var plugin = new ScriptPlugin(
            "head -c 3000000 /dev/zero | tr '\\0' e >&2; echo 'kind: Long'; head -c 3000000 /dev/zero | tr '\\0' '#'");

        var reply = await GenerateAsync(plugin);

        Assert.Equal("Long", reply.Manifests.Single()["kind"]!.GetValue<string>());
        Assert.Equal(3_000_000, reply.Log.Length);
    }

    [Fact]
    public async Task A_failure_says_command_status_and_all_of_stderr_and_nothing_of_stdout()
    {
        await using var plugin = new ScriptPlugin("echo 'kind: Half'; printf '\\n the image\\nis missing \\n\\n' >&2; exit 4");

        var fault = await Assert.ThrowsAsync<CmpException>(() => GenerateAsync(plugin));

        Assert.Equal($"error generating manifests: `{plugin.Command}` failed exit status 4: the image\nis missing", fault.Message);
    }

    [Theory]
    [InlineData("exit 1", "exit status 1")]
    [InlineData("kill -KILL $$", "signal: killed")]
    [InlineData("kill -TERM $$", "signal: terminated")]
    public async Task The_cause_is_in_Gos_words(string script, string cause)
    {
        await using var plugin = new ScriptPlugin(script);

        var fault = await Assert.ThrowsAsync<CmpException>(() => GenerateAsync(plugin));

        Assert.Equal($"error generating manifests: `{plugin.Command}` failed {cause}", fault.Message);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        await using var plugin = new ScriptPlugin("");
        File.Delete(plugin.Command.Split(' ')[0]);

        var fault = await Assert.ThrowsAsync<CmpException>(() => GenerateAsync(plugin));

        Assert.Equal($"error generating manifests: fork/exec {plugin.Command.Split(' ')[0]}: no such file or directory", fault.Message);
    }

    [Fact]
    public async Task Output_that_is_no_YAML_is_an_error()
    {
        await using var plugin = new ScriptPlugin("echo 'kind: [unclosed'");

        var fault = await Assert.ThrowsAsync<CmpException>(() => GenerateAsync(plugin));

        Assert.StartsWith("error generating manifests: failed to unmarshal manifest: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_is_written_as_a_shell_would_take_it() =>
        Assert.Equal("/bin/x \"a b\" \"\" \"say \\\"hi\\\" now\" plain", new PluginCommand(["/bin/x", "a b", "", "say \"hi\" now", "plain"]).ToString());

    private static Task<PluginReply> GenerateAsync(ScriptPlugin plugin, params (string Name, string Value)[] environment) =>
        ScriptPlugin.InTimeAsync(plugin.Server.GenerateManifestAsync(plugin.Request(environment), CancellationToken.None));
}
