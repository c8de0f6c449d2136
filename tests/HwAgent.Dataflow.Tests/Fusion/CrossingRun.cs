using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Fusion;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Tests.Analysis;

namespace HwAgent.Dataflow.Tests.Fusion;

/// <summary>Runs a product of a schedule step by step and counts the bits of operands that are not on the chip.</summary>
internal static class CrossingRun
{
    public static long Bits(FusedProduct product)
    {
        var run = new NestSimulation(product.Problem, product.Hardware, product.Mapping.Nest);
        run.Run();
        Assert.Equal(product.Problem.Macs, run.Points.Count);
        var dram = product.Resident == OperandSet.None ? 0 : 1;
        var bits = 0L;
        foreach (var operand in Enum.GetValues<Operand>())
        {
            if (product.Resident.Has(operand)) continue;
            var (width, partial) = (product.Problem.Tensor(operand).Bits, operand == Operand.Output ? product.Problem.PartialBits : product.Problem.Tensor(operand).Bits);
            var (written, finals) = (run.Counts.Of(dram, operand, Transfer.WriteFromBelow), run.Counts.FinalsOf(dram, operand, Transfer.WriteFromBelow));
            bits += (run.Counts.Of(dram, operand, Transfer.ReadToBelow) * partial) + (finals * width) + ((written - finals) * partial);
        }

        return bits;
    }
}
