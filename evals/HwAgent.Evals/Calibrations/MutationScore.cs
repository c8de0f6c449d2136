namespace HwAgent.Evals.Calibrations;

/// <summary>How many faulty versions of a reference the grader rejects.</summary>
/// <param name="Problem">Id.</param>
/// <param name="Mutants">Faulty versions that compile.</param>
/// <param name="Different">Those that the testbench or random stimulus can tell from the reference.</param>
/// <param name="Rejected">Those of them that the strict verdict rejects.</param>
/// <param name="Accepted">The others, in words: what this testbench does not see.</param>
public sealed record MutationScore(string Problem, int Mutants, int Different, int Rejected, IReadOnlyList<string> Accepted)
{
    /// <summary>Part rejected, 0 to 1; null when no mutant can be told apart.</summary>
    public double? Score => Different == 0 ? null : (double)Rejected / Different;
}
