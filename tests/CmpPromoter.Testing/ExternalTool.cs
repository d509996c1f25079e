using Xunit;

namespace CmpPromoter.Testing;

/// <summary>
/// A program that nobody here wrote. Where it is missing the test is skipped with the reason, except when
/// <c>CMP_PROMOTER_REQUIRE_TOOLS=1</c> says that nothing may be skipped.
/// </summary>
public static class ExternalTool
{
    public const string RequireVariable = "CMP_PROMOTER_REQUIRE_TOOLS";

    public static string DockerRegistry() => Require("docker-registry", "apt-get install docker-registry");

    public static string Skopeo() => Require("skopeo", "apt-get install skopeo");

    public static string AwsCli() => Require("aws", "apt-get install awscli");

    public static string Kubectl() => Require("kubectl", "install kubectl");

    public static string Time() => Require("time", "apt-get install time");

    public static bool IsInstalled(string name) => Find(name) is not null;

    /// <summary>The full path of the program.</summary>
    public static string Require(string name, string cure)
    {
        var path = Find(name);
        if (path is null && Environment.GetEnvironmentVariable(RequireVariable) == "1")
        {
            Assert.Fail($"{name} is not on PATH and {RequireVariable}=1 forbids to skip ({cure})");
        }

        Assert.SkipWhen(path is null, $"{name} is not on PATH ({cure})");
        return path!; // SkipWhen has thrown for null.
    }

    private static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            // A version manager's shim directory may answer for a tool that is not installed.
            .Where(directory => directory.Length > 0 && !directory.Contains("shims", StringComparison.Ordinal))
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(File.Exists);
}
