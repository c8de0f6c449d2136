using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Fusion;

/// <summary>A matrix product of a group on one size of tile.</summary>
/// <param name="Operator">The operator's name.</param>
/// <param name="Problem">The product on the tile.</param>
/// <param name="Executions">Times that it is executed in one pass of the segment.</param>
/// <param name="Resident">Operands that lie in the shared buffer and not off the chip.</param>
/// <param name="ReservedBits">What the group's tensors take of the shared buffer meanwhile; the mapping has the rest.</param>
/// <param name="Hardware">What the product sees: the architecture, the buffer smaller by what is reserved, a level for resident tensors in front when it has any.</param>
/// <param name="Mapping">Its nest and what one execution costs.</param>
public sealed record FusedProduct(string Operator, TensorProblem Problem, long Executions, OperandSet Resident, long ReservedBits, Architecture Hardware, ProductMapping Mapping)
{
    /// <summary>What rows, banks and bursts of the off-chip memory make of it; null where they do not count.</summary>
    public DramNestCost? Dram { get; init; }

    /// <summary>Operators whose products are executed side by side with this one, as further columns of it.</summary>
    public IReadOnlyList<string> Merged { get; init; } = [];

    /// <summary>Level of the off-chip memory in <see cref="Hardware"/>.</summary>
    public int DramLevel => Resident == OperandSet.None ? 0 : 1;

    /// <summary>What one execution costs, resident operands counted where they lie.</summary>
    public NestCost Cost
    {
        get
        {
            if (Dram is null) return ResidentCost.Of(Problem, Hardware, Resident, Mapping.Cost);
            LevelCost[] levels = [.. ResidentCost.Of(Problem, Hardware, Resident, Dram.Cost).Levels];
            // Residents do nothing in these banks as it is.
            levels[DramLevel] = levels[DramLevel] with { EnergyPicojoules = Dram.Cost.Levels[DramLevel].EnergyPicojoules };
            return Dram.Cost with { Levels = levels };
        }
    }
}
