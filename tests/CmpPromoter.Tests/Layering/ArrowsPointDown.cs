using System.Text.RegularExpressions;

namespace CmpPromoter.Tests.Layering;

/// <summary>Holds the floors of src/ARCHITECTURE.md: a room uses rooms of lower floors only; rooms of one floor never meet.</summary>
public sealed partial class ArrowsPointDown
{
    private static readonly ImmutableArray<ImmutableArray<string>> Floors =
    [
        ["Diagnostics"],
        ["Oci"],
        ["Configuration", "Overlays"],
        ["Registry"],
        ["Ecr"],
        ["Policy", "Copying", "Iam"],
        ["Rendering", "Extraction", "Promotion", "Emission"],
        ["DaemonApi"],
        ["", "Daemon", "DaemonClient"],
        ["Doctor"],
        ["Commands"],
        ["Program"],
    ];

    /// <summary>Foreign libraries stay in the rooms that answer for them.</summary>
    private static readonly ImmutableDictionary<string, ImmutableArray<string>> Foreign = new Dictionary<string, ImmutableArray<string>>
    {
        ["System.CommandLine"] = ["Commands", "Program"],
        ["CliWrap"] = ["Rendering", "Registry"],
        ["OpenTelemetry"] = ["Commands"],
        ["YamlDotNet"] = ["Extraction", "Configuration", "Rendering"],
        ["Amazon"] = ["Ecr"],
        ["System.Net.Http"] = ["Registry", "Commands", "DaemonClient"],
        ["Microsoft.AspNetCore"] = ["Daemon"],
    }.ToImmutableDictionary();

    [Fact]
    public void Each_room_uses_lower_floors_only()
    {
        var upward =
            from file in Source.ProgramFiles()
            let floor = FloorOf(file.Room)
            from Match match in Room().Matches(file.Text)
            let used = match.Groups["room"].Value
            where used != file.Room && FloorOf(used) >= floor
            select $"{file.Path} looks at {used}";

        Assert.Empty(upward.Distinct());
    }

    [Fact]
    public void Each_foreign_library_stays_in_its_rooms()
    {
        var astray =
            from file in Source.ProgramFiles()
            from library in Foreign
            where file.Text.Contains($"using {library.Key}", StringComparison.Ordinal) && !library.Value.Contains(file.Room)
            select $"{file.Path} uses {library.Key}";

        Assert.Empty(astray);
    }

    private static int FloorOf(string room)
    {
        var floor = Floors.ToList().FindIndex(rooms => rooms.Contains(room));
        Assert.True(floor >= 0, $"{room} stands on no floor");
        return floor;
    }

    [GeneratedRegex(@"using (?:static )?CmpPromoter\.(?<room>[A-Z]\w+)(?:\.\w+)*;")]
    private static partial Regex Room();
}
