using HwAgent.Evals.Calibrations;

namespace HwAgent.Evals.Runs;

/// <summary>How thoroughly a run's grader is calibrated.</summary>
public static class CalibrationLevels
{
    public const string None = "none";

    /// <summary>Every reference; each attack that needs no limit to stop it, on a spread of problems.</summary>
    public const string Quick = "quick";

    /// <summary>Every reference, every attack on every problem, mutants of each reference.</summary>
    public const string Full = "full";

    /// <summary>The options of a level; null for none.</summary>
    public static CalibrationOptions? Options(string level, int seed, int jobs) => level switch
    {
        Quick => new CalibrationOptions { MutantsPerProblem = 0, ProblemsForLimits = 0, ProblemsPerAttack = 12, Seed = seed, Jobs = jobs },
        Full => new CalibrationOptions { Seed = seed, Jobs = jobs },
        _ => null,
    };
}
