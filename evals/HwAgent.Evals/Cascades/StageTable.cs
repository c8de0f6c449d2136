using HwAgent.Core.Cascades;

namespace HwAgent.Evals.Cascades;

/// <summary>What a model with k solutions and l self-tests does on every answer.</summary>
/// <param name="Model">Index of the model.</param>
/// <param name="Solutions">k.</param>
/// <param name="SelfTests">l.</param>
/// <param name="Scores">Score of its best cluster, 0 to 1, by answer; -1 where nothing compiles.</param>
/// <param name="Passed">Whether its best solution is right, by answer.</param>
/// <param name="Costs">By answer.</param>
public sealed record StageTable(int Model, int Solutions, int SelfTests, double[] Scores, bool[] Passed, double[] Costs)
{
    /// <summary>The stage with a threshold.</summary>
    public CascadeStage With(double threshold) => new(Solutions, SelfTests, threshold);
}
