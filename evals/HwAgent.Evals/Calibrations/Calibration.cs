namespace HwAgent.Evals.Calibrations;

/// <summary>What a grader makes of the benchmark's own solutions, of attacks and of faulty solutions: printed before any result.</summary>
public sealed record Calibration
{
    /// <summary>Name of the benchmark.</summary>
    public required string Benchmark { get; init; }

    /// <summary>Problems calibrated.</summary>
    public required int Problems { get; init; }

    /// <summary>References that pass by the benchmark's own rule.</summary>
    public required int OfficialReferences { get; init; }

    /// <summary>References that pass by ours.</summary>
    public required int StrictReferences { get; init; }

    /// <summary>Problems that count neither way for ours.</summary>
    public required int Excluded { get; init; }

    /// <summary>References that the strict verdict fails though nothing is documented against their problems: each is a fault of the grader.</summary>
    public required IReadOnlyList<string> FailedReferences { get; init; }

    /// <summary>
    /// Problems in which a constant answer passes on every sample although the reference is not that constant (its outputs are unknown
    /// almost everywhere under this stimulus). Each must be excluded by the errata.
    /// </summary>
    public required IReadOnlyList<string> Blind { get; init; }

    public required IReadOnlyList<AttackScore> Attacks { get; init; }

    public required IReadOnlyList<MutationScore> Mutations { get; init; }

    /// <summary>Different mutants rejected, over all problems, 0 to 1; null when there are none.</summary>
    public double? MutationScore
    {
        get
        {
            var different = Mutations.Sum(static score => score.Different);
            return different == 0 ? null : (double)Mutations.Sum(static score => score.Rejected) / different;
        }
    }
}
