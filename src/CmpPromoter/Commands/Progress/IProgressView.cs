using CmpPromoter.Promotion;

namespace CmpPromoter.Commands.Progress;

/// <summary>How people are told of copies that run; one caller at a time.</summary>
internal interface IProgressView
{
    /// <summary>How often there is something to show.</summary>
    TimeSpan Period { get; }

    void Show(ProgressSnapshot snapshot);

    /// <summary>One copy is over, however it ended.</summary>
    void ShowEnd(StepOutcome outcome);

    /// <summary>Leaves nothing behind that would not be true any more.</summary>
    void Clear();
}
