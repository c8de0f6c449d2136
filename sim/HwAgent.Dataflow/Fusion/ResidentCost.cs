using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Fusion;

/// <summary>
/// The cost of a product of which some operands lie in the shared buffer, as it is: the level that stands for their home (<see cref="TilingHardware.ResidentLevel"/>)
/// is the outermost of the hardware that the product sees, so the others seem to come from there, by way of the off-chip memory.
/// </summary>
internal static class ResidentCost
{
    /// <summary>The cost without what only seems to move.</summary>
    /// <param name="problem">The product.</param>
    /// <param name="hardware">What it sees.</param>
    /// <param name="resident">Operands in the shared buffer; none: the cost is as it should be.</param>
    /// <param name="cost">By <see cref="NestModel"/>.</param>
    public static NestCost Of(TensorProblem problem, Architecture hardware, OperandSet resident, NestCost cost)
    {
        if (resident == OperandSet.None) return cost;
        var home = new OperandTraffic[3];
        var outside = new OperandTraffic[3];
        foreach (var operand in Enum.GetValues<Operand>())
        {
            home[(int)operand] = resident.Has(operand) ? cost.Levels[0].Traffic[(int)operand] : default;
            outside[(int)operand] = cost.Levels[1].Traffic[(int)operand] with { WritesFromAbove = 0, ReadsToAbove = 0, FinalReadsToAbove = 0 };
        }

        return cost with { Levels = [Level(0, home), Level(1, outside), .. cost.Levels.Skip(2)] };

        LevelCost Level(int index, OperandTraffic[] traffic)
        {
            var level = hardware.Levels[index];
            long read = 0, written = 0;
            for (var o = 0; o < traffic.Length; o++)
            {
                var (t, bits) = (traffic[o], problem.Tensors[o].Bits);
                var (partial, final) = o == (int)Operand.Output ? (problem.PartialBits, bits) : (bits, bits);
                read += t.ReadsToBelow * partial + (t.ReadsToAbove - t.FinalReadsToAbove) * partial + t.FinalReadsToAbove * final;
                written += t.WritesFromAbove * partial + (t.WritesFromBelow - t.FinalWritesFromBelow) * partial + t.FinalWritesFromBelow * final;
            }

            var occupied = index == 0 ? Enum.GetValues<Operand>().Where(o => resident.Has(o)).Sum(o => problem.Elements(o) * problem.Tensor(o).Bits) : cost.Levels[index].OccupiedBits;
            return cost.Levels[index] with
            {
                Traffic = traffic,
                ReadBits = read,
                WrittenBits = written,
                OccupiedBits = occupied,
                EnergyPicojoules = read * level.ReadPicojoulesPerBit + written * level.WritePicojoulesPerBit,
            };
        }
    }
}
