using HwAgent.Dataflow.Problems;

namespace HwAgent.Evals.Mapper.Rival;

/// <summary>A mapping in a form that is easy to change: a step at every place for every dimension, an order at every level, what each level keeps.</summary>
/// <param name="Steps">By dimension and place of <see cref="DraftSpace"/>; a step as large as what comes in is no loop.</param>
/// <param name="Orders">By level: the loops in time from the outside in, dimension + dimensions * (0 or 1).</param>
/// <param name="Keeps">By level.</param>
internal sealed record NestDraft(long[][] Steps, int[][] Orders, OperandSet[] Keeps)
{
    /// <summary>One that can be changed without this one changing.</summary>
    public NestDraft Copy() => new([.. Steps.Select(s => (long[])s.Clone())], [.. Orders.Select(o => (int[])o.Clone())], (OperandSet[])Keeps.Clone());
}
