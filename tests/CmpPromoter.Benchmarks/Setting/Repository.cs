using System.Runtime.CompilerServices;

namespace CmpPromoter.Benchmarks.Setting;

/// <summary>Where the sources of this program lie.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath("../../../..", ThisFile());

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
