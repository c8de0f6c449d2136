using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Fusion;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;
using HwAgent.Dataflow.Tests.Analysis;
using HwAgent.Dataflow.Tests.Fusion;

namespace HwAgent.Dataflow.Tests.LoopNests;

public class NestTextTests
{
    [Fact]
    public void Write_Nest_ShowsLoopsLevelsAndWhatTheyHold() =>
        Assert.Equal(
            """
            DRAM: Inputs 320 B, Weights 384 B, Outputs 480 B; 1184 B
              for m in 0..20 step 8
                for n in 0..24 step 12
                Buffer: Inputs 256 B, Weights 384 B, Outputs 768 B in 2 buffers each; 1408 B of 4 KiB
                  for n in 0..12 step 4
                    for k in 0..16 step 4
                      par k in 0..4 step 1 over rows
                        par n in 0..4 step 1 over columns
                        Register: Weights 1 B; 1 B of 32 B
                          for m in 0..8 step 1
                            MAC: Outputs += Inputs * Weights

            """,
            NestText.Write(TestArrays.Problem, TestArrays.Architecture, TestArrays.Nest));

    /// <summary>What streams in from the off-chip memory does not lie in the place of resident tensors in front of it.</summary>
    [Fact]
    public void Write_ResidentInputs_ShowsEachTensorWhereItLies()
    {
        var problem = TensorProblem.Gemm("p", 64, 96, 128);
        var hardware = new FusionHardware(FusionMachines.Small).For(OperandSet.Input, 65536);
        var mapping = new TilingMapper(Objective.Energy, otherwise: (_, _) => null).Map(problem, hardware)!;

        var lines = NestText.Write(problem, hardware, mapping.Nest).Split('\n');

        Assert.Equal("(resident): Inputs 8 KiB; 8 KiB", lines[0]);
        Assert.Equal($"{FusionMachines.Small.Levels[0].Name}: Weights 12 KiB, Outputs 6 KiB; 18 KiB", lines[1].Trim());
    }
}
