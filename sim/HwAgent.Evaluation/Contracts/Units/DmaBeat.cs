using HwAgent.Dataflow.Instructions;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>One beat of a LOAD or STORE: where it lies in memory and in the scratchpad.</summary>
/// <param name="Transfer">The instruction.</param>
/// <param name="Address">Beat in memory.</param>
/// <param name="Bank">Bank of the scratchpad, or place in its word.</param>
/// <param name="Word">Word of the half.</param>
/// <param name="IsLast">The last beat of the instruction.</param>
internal readonly record struct DmaBeat(Instruction Transfer, uint Address, int Bank, int Word, bool IsLast)
{
    public bool IsStore => Transfer.Opcode == Opcode.Store;
}
