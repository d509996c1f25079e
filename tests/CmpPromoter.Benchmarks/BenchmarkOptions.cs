using System.Globalization;
using Microsoft.Extensions.FileSystemGlobbing;

namespace CmpPromoter.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchmarkOptions
{
    public const string Usage = """
        usage: dotnet run -c Release --project tests/CmpPromoter.Benchmarks -- [options]
          --case GLOB    only cases whose name matches, such as 'cold-*'
          --rounds N     how often each program does each thing; default 5, quick 2
          --minutes N    begins no case after so long, and names those left out
          --quick        sizes and rounds for two minutes
          --json FILE    writes the figures as JSON, too
          --record       appends a dated entry to tests/CmpPromoter.Benchmarks/RESULTS.md
        """;

    private const int DefaultRounds = 5;
    private const int QuickRounds = 2;

    public string CaseGlob { get; private init; } = "*";

    public int Rounds { get; private init; } = DefaultRounds;

    /// <summary>When no further case is begun.</summary>
    public int Minutes { get; private init; } = int.MaxValue;

    public bool IsQuick { get; private init; }

    public string? JsonPath { get; private init; }

    public bool IsRecorded { get; private init; }

    public bool IsWanted(string name) => new Matcher().AddInclude(CaseGlob).Match(name).HasMatches;

    public static bool TryParse(string[] arguments, out BenchmarkOptions options, out string fault)
    {
        options = new BenchmarkOptions { Rounds = 0 };
        fault = "";
        for (var index = 0; index < arguments.Length; index++)
        {
            var name = arguments[index];
            var isAlone = name is "--quick" or "--record";
            var value = isAlone ? "" : index + 1 < arguments.Length ? arguments[++index] : "";
            var number = 0;
            if ((!isAlone && value.Length == 0)
                || (name is "--rounds" or "--minutes" && (!int.TryParse(value, CultureInfo.InvariantCulture, out number) || number < 1)))
            {
                fault = $"{name} takes a value";
                return false;
            }

            var next = name switch
            {
                "--case" => options with { CaseGlob = value },
                "--rounds" => options with { Rounds = number },
                "--minutes" => options with { Minutes = number },
                "--json" => options with { JsonPath = value },
                "--quick" => options with { IsQuick = true },
                "--record" => options with { IsRecorded = true },
                _ => null,
            };
            if (next is null)
            {
                fault = $"there is no option '{name}'";
                return false;
            }

            options = next;
        }

        options = options.Rounds > 0 ? options : options with { Rounds = options.IsQuick ? QuickRounds : DefaultRounds };
        return true;
    }
}
