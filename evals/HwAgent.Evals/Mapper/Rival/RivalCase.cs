using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Evals.Mapper.Rival;

/// <summary>What both searches are given.</summary>
/// <param name="Seed">Of the run that the case is from.</param>
/// <param name="Index">Its place in the run: seed and place give the same case again, whatever the number of cases.</param>
/// <param name="Problem">The product.</param>
/// <param name="Architecture">The hardware, with its constraints.</param>
/// <param name="Objective">What is made small.</param>
/// <param name="Account">The latency that counts.</param>
public sealed record RivalCase(ulong Seed, int Index, TensorProblem Problem, Architecture Architecture, Objective Objective, LatencyAccount Account)
{
    /// <summary>A random case.</summary>
    public static RivalCase Of(ulong seed, int index)
    {
        var random = new RandomChoices(seed * 1_000_003 + (ulong)index);
        var problem = RivalProblems.Next(random);
        var architecture = RivalArchitectures.Next(random);
        return new RivalCase(seed, index, problem, architecture, random.Pick(Objective.Latency, Objective.Energy, Objective.Edp), random.Pick(LatencyAccount.Steady, LatencyAccount.Full));
    }
}
