using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Setting;

/// <summary>What a user and Argo CD can rely on when the program ends.</summary>
internal static class Outcome
{
    /// <summary>It failed in this way, printed no manifest, and said all of this on stderr.</summary>
    public static void AssertFailed(this ProcessResult result, int exitCode, params string[] sentences)
    {
        Assert.True(exitCode == result.ExitCode, $"exit code {result.ExitCode}, and stderr:\n{result.Error}");
        Assert.Empty(result.OutputText);
        foreach (var sentence in sentences)
        {
            Assert.True(
                result.Error.Contains(sentence, StringComparison.Ordinal), $"'{sentence}' is not in:\n{result.Error}");
        }
    }

    /// <summary>It succeeded and printed this.</summary>
    public static void AssertSucceeded(this ProcessResult result, byte[] manifests)
    {
        Assert.True(result.ExitCode == 0, $"exit code {result.ExitCode}, and stderr:\n{result.Error}");
        Assert.Equal(manifests, result.Output);
    }
}
