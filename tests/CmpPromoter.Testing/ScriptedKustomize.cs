using System.Runtime.InteropServices;

namespace CmpPromoter.Testing;

/// <summary>Puts a <c>kustomize</c> on PATH that does what files in the overlay say (DummyKustomize).</summary>
public static class ScriptedKustomize
{
    /// <summary>Whether the overlay says what its kustomize does.</summary>
    public static bool IsWantedBy(string overlay) =>
        File.Exists(Path.Combine(overlay, "stdout")) || File.Exists(Path.Combine(overlay, "exitcode"));

    /// <returns><paramref name="binDirectory"/>, for PATH.</returns>
    public static string WriteTo(string binDirectory)
    {
        var dotnet = Path.GetFullPath("../../../dotnet", RuntimeEnvironment.GetRuntimeDirectory());
        var dummy = Path.Combine(AppContext.BaseDirectory, "dummy-kustomize.dll");
        var path = Path.Combine(binDirectory, "kustomize");
        File.WriteAllText(path, $"#!/bin/sh\nexec '{dotnet}' '{dummy}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return binDirectory;
    }
}
