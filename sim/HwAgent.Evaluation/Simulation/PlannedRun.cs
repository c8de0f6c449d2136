using HwAgent.Core.Numerics;
using HwAgent.Dataflow.Compilation;

namespace HwAgent.Evaluation.Simulation;

/// <summary>One simulation: a compiled product, its operands, and whether its cycles are predictable.</summary>
/// <param name="Program">What runs.</param>
/// <param name="OperandSeed">Seed of the operands.</param>
/// <param name="Corners">Operands from the corners of their ranges.</param>
/// <param name="StallPerMille">Chance of a stall per port and cycle; 0 for an ideal memory, and only then are cycles compared.</param>
/// <param name="ResetCycle">Cycle of a reset in the middle; 0 for none.</param>
public sealed record PlannedRun(GemmProgram Program, ulong OperandSeed, bool Corners = false, int StallPerMille = 0, long ResetCycle = 0)
{
    public GemmOperands Operands()
    {
        var task = Program.Task;
        return Corners
            ? SeededOperands.Corners(task.Shape, task.WeightBits, task.Activate, task.Residual, OperandSeed)
            : SeededOperands.Random(task.Shape, task.WeightBits, task.Activate, task.Residual, OperandSeed);
    }
}
