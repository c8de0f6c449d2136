using HwAgent.Core.Diagnostics;

namespace HwAgent.Evaluation.Grading;

/// <summary>Both verdicts on one answer.</summary>
public sealed record RtlGrade
{
    /// <summary>The benchmark's own rule to the letter; null where it could not be applied safely (no sandbox).</summary>
    public required bool? OfficialPassed { get; init; }

    /// <summary>Why, in the benchmark's own words where it has some, e.g. <c>.</c>, <c>R</c>, <c>TIMEOUT</c>.</summary>
    public required string OfficialReason { get; init; }

    /// <summary>Our verdict.</summary>
    public required StrictVerdict Strict { get; init; }

    /// <summary>What the answer came to.</summary>
    public required RtlOutcome Outcome { get; init; }

    /// <summary>The simulator behind the strict verdict: <c>icarus</c>, <c>verilator</c>, or empty when none ran.</summary>
    public string Simulator { get; init; } = "";

    /// <summary>Samples compared with the reference.</summary>
    public int Samples { get; init; }

    /// <summary>Samples that differ.</summary>
    public int Mismatches { get; init; }

    /// <summary>Everything found, first cause first.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>The verdicts that follow from what an answer came to.</summary>
    /// <param name="erratum">The documented fault of the problem; null when there is none.</param>
    /// <param name="officialPassed">See <see cref="OfficialPassed"/>.</param>
    /// <param name="officialReason">See <see cref="OfficialReason"/>.</param>
    /// <param name="outcome">See <see cref="Outcome"/>.</param>
    /// <param name="findings">See <see cref="Diagnostics"/>.</param>
    internal static RtlGrade Of(Erratum? erratum, bool? officialPassed, string officialReason, RtlOutcome outcome, IReadOnlyList<Diagnostic> findings) => new()
    {
        OfficialPassed = officialPassed,
        OfficialReason = officialReason,
        Strict = erratum?.Handling == ErratumHandling.Exclude ? StrictVerdict.Excluded
            : outcome == RtlOutcome.Correct ? StrictVerdict.Passed
            : StrictVerdict.Failed,
        Outcome = outcome,
        Diagnostics = findings,
    };
}
