namespace HwAgent.Evals.Calibrations;

/// <summary>How thoroughly a grader is calibrated.</summary>
public sealed record CalibrationOptions
{
    /// <summary>Faulty versions of each reference.</summary>
    public int MutantsPerProblem { get; init; } = 10;

    /// <summary>The attacks to try.</summary>
    public IReadOnlyList<Attack> Attacks { get; init; } = Calibrations.Attacks.All;

    /// <summary>Problems on which each attack is tried, spread evenly; null for all.</summary>
    public int? ProblemsPerAttack { get; init; }

    /// <summary>Problems on which an attack that runs to a limit is tried.</summary>
    public int ProblemsForLimits { get; init; } = 1;

    /// <summary>Of the stimulus that tells mutants from their references.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Gradings at once; the result does not depend on it.</summary>
    public int Jobs { get; init; } = Environment.ProcessorCount;
}
