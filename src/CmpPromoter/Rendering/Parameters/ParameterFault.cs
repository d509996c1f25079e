using CmpPromoter.Diagnostics;

namespace CmpPromoter.Rendering.Parameters;

/// <summary>Says what is wrong with a parameter of the application: one sentence with the cure.</summary>
internal static class ParameterFault
{
    private const int MaxShownChars = 80;

    /// <param name="name">The parameter, with its index or key.</param>
    /// <param name="reason">What is wrong and what is valid, in words of our own.</param>
    public static PromoterException Of(string name, string reason) =>
        new(FailureKind.Usage, $"The parameter {SafeText.OneLine(name, MaxShownChars)} of the application (spec.source.plugin.parameters): {reason}");

    /// <summary>A value as a message may hold it: short and on one line.</summary>
    public static string Show(string value) => $"'{SafeText.OneLine(value, MaxShownChars)}'";
}
