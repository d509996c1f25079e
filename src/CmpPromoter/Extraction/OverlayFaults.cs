using CmpPromoter.Diagnostics;

namespace CmpPromoter.Extraction;

/// <summary>Says what is wrong in the overlay that was rendered for a directory, and where.</summary>
internal sealed class OverlayFaults(string directory)
{
    /// <param name="reason">What is wrong.</param>
    /// <param name="line">From 1; 0: not known.</param>
    /// <param name="column">From 1.</param>
    /// <param name="inner">What found it.</param>
    public PromoterException At(string reason, int line, int column = 1, Exception? inner = null)
    {
        var where = line > 0 ? $" line {line}, column {column}:" : "";
        return new PromoterException(
            FailureKind.Render,
            $"Reading what kustomize rendered for '{SafeText.OneLine(directory)}':{where} {reason}. "
            + "Run kustomize build there and look at its output.",
            inner);
    }

    public PromoterException NotYaml(Exception fault, int line, int column) =>
        At($"it is not valid YAML: {SafeText.OneLine(fault.Message, 200).TrimEnd('.')}", line, column, fault);
}
