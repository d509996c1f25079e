using System.Globalization;
using System.Text;
using CmpPromoter.Diagnostics;
using CmpPromoter.Overlays;

namespace CmpPromoter.Commands;

/// <summary>
/// What Argo CD shows and stores of a render: the conclusion first, then as much of the log as fits. It puts all of stderr into
/// the application's condition, and other programs show the beginning of that.
/// </summary>
internal static class ConclusionText
{
    /// <summary>Below 4 KiB, the end of the last line included.</summary>
    public const int MaxBytes = 4095;

    private const string Name = "cmp-promoter: ";

    /// <summary>For "… and 200 lines before".</summary>
    private const int NoteBytes = 40;

    /// <param name="conclusion">One line or several.</param>
    /// <param name="log">What was written before, oldest first.</param>
    /// <param name="droppedLines">How many lines were written before these.</param>
    public static string Of(string conclusion, ImmutableArray<string> log, int droppedLines)
    {
        var text = Name + CutMiddle(conclusion.TrimEnd(), MaxBytes - Name.Length - 1) + "\n";
        var room = MaxBytes - Encoding.UTF8.GetByteCount(text) - NoteBytes;
        var first = log.Length;
        while (first > 0 && Encoding.UTF8.GetByteCount(log[first - 1]) + 1 <= room)
        {
            first--;
            room -= Encoding.UTF8.GetByteCount(log[first]) + 1;
        }

        var left = droppedLines + first;
        var note = left == 0 || room < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"… and {left} {(left == 1 ? "line" : "lines")} of the log before\n");
        return text + note + string.Concat(log[first..].Select(line => line + "\n"));
    }

    /// <summary>What a signal has stopped, and what is left of it.</summary>
    public static string OfSignal(FailureKind reason, Caller caller, string? command)
    {
        var left = command switch
        {
            GenerateCommand.Name => "; no manifest was emitted, finished layers are kept",
            PromoteCommand.Name or CopyCommand.Name => "; finished layers are kept",
            _ => "",
        };
        return $"stopped by a signal ({reason.ToString().ToLowerInvariant()}){caller.ForWhom}{left}";
    }

    /// <summary>A render's failure that does not say for whom and with what consequence gets a line before it that does.</summary>
    public static string OfFailure(PromoterException failure, Caller caller, string? command)
    {
        if (failure.IsConclusion || caller.Application.Length == 0 || command != GenerateCommand.Name)
        {
            return failure.Message;
        }

        var what = failure.Kind switch
        {
            FailureKind.Usage => "settings that cannot be used",
            FailureKind.Render => "the overlay could not be rendered",
            FailureKind.Image => "an image that cannot be promoted",
            FailureKind.Remote => "a registry or AWS call failed",
            FailureKind.Budget => "the time budget was over",
            _ => "the render failed",
        };
        return $"{what}{caller.ForWhom}; no manifest was emitted\n{failure.Message}";
    }

    /// <summary>A long message has its subject at the beginning and its reason at the end.</summary>
    private static string CutMiddle(string text, int maxBytes)
    {
        const string Gap = " … ";
        if (Encoding.UTF8.GetByteCount(text) <= maxBytes)
        {
            return text;
        }

        var half = (maxBytes - Encoding.UTF8.GetByteCount(Gap)) / 2;
        var bytes = Encoding.UTF8.GetBytes(text);
        var (end, start) = (half, bytes.Length - half);
        while ((bytes[end] & 0xC0) == 0x80)
        {
            end--;
        }

        while ((bytes[start] & 0xC0) == 0x80)
        {
            start++;
        }

        return Encoding.UTF8.GetString(bytes.AsSpan(0, end)) + Gap + Encoding.UTF8.GetString(bytes.AsSpan(start));
    }
}
