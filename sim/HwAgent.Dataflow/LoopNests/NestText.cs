using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;
namespace HwAgent.Dataflow.LoopNests;
/// <summary>x</summary>
public static class NestText
{
    /// <summary>x</summary>
    public static string Of(TensorProblem problem, Architecture architecture, LoopNest nest) => string.Join("\n", nest.Levels.Select((l, i) => architecture.Levels[i].Name + ": " + string.Join(" ", l.Temporal.Select(t => problem.Dimensions[t.Dimension].Name + "/" + t.Step)) + " | " + string.Join(" ", l.Spatial.Select(t => problem.Dimensions[t.Dimension].Name + "/" + t.Step))));
}
