namespace HwAgent.Evaluation.Grading;

/// <summary>A documented fault of a benchmark's problem.</summary>
/// <param name="Problem">Its id.</param>
/// <param name="What">What is wrong, in a sentence.</param>
/// <param name="Source">Where that is documented, or how it can be seen.</param>
/// <param name="Handling">What follows for the strict verdict.</param>
public sealed record Erratum(string Problem, string What, string Source, ErratumHandling Handling);
