using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Analysis;

/// <summary>A problem, hardware and a valid mapping.</summary>
internal sealed record NestCase(TensorProblem Problem, Architecture Architecture, LoopNest Nest)
{
    /// <summary>What a failed test shows.</summary>
    public override string ToString() =>
        $"{string.Join(" ", Problem.Dimensions)} {string.Join(" ", Problem.Tensors)} {Problem.PartialBits}\n{string.Join("\n", Architecture.Levels.Select(l => $"{l.Name} x{l.Buffers} {string.Join(" ", l.Ports)} {string.Join(" ", l.Fanout)}"))}\n{NestText.Write(Problem, Architecture, Nest)}";
}
