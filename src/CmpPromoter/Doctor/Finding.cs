using CmpPromoter.Diagnostics;

namespace CmpPromoter.Doctor;

/// <summary>One thing that was looked at, and how it is.</summary>
internal sealed record Finding
{
    public required FindingState State { get; init; }

    /// <summary>Under which heading it stands, such as <c>kustomize</c> or <c>source 111….amazonaws.com</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>How it is; one line, or several where an error has several.</summary>
    public required string Text { get; init; }

    /// <summary>What to do; absent where nothing is to be done.</summary>
    public string? Cure { get; init; }

    /// <summary>The IAM action that is missing; absent where none is.</summary>
    public string? Action { get; init; }

    /// <summary>What a render would fail with; present for what is wrong.</summary>
    public FailureKind? Failure { get; init; }

    public static Finding Good(string subject, string text) =>
        new() { State = FindingState.Good, Subject = subject, Text = text };

    /// <summary>Something that could not be looked at, or is for information.</summary>
    public static Finding Note(string subject, string text) =>
        new() { State = FindingState.Note, Subject = subject, Text = text };

    public static Finding Doubtful(string subject, string text, string cure) =>
        new() { State = FindingState.Doubtful, Subject = subject, Text = text, Cure = cure };

    public static Finding Bad(string subject, string text, string? cure, FailureKind failure) =>
        new() { State = FindingState.Bad, Subject = subject, Text = text, Cure = cure, Failure = failure };
}

/// <summary>How something is.</summary>
internal enum FindingState
{
    Good,

    /// <summary>For information, or not looked at.</summary>
    Note,

    /// <summary>Works, or may work, and is worth a look.</summary>
    Doubtful,

    /// <summary>A render that needs it fails.</summary>
    Bad,
}
