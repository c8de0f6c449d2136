using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Tests.Fusion;

namespace HwAgent.Dataflow.Tests.Mapper;

public class SpaceSampleTests
{
    /// <summary>What is measured is the whole cost of a mapping, not a part of it.</summary>
    [Fact]
    public void Cost_DrawnMappings_IsThatOfTheModel()
    {
        var problem = TensorProblem.Gemm("p", 37, 48, 50);
        var sample = new SpaceSample(problem, FusionMachines.Small, 300, seed: 1);
        var model = new NestModel(problem, FusionMachines.Small);

        Assert.Equal(300, sample.Count);
        for (var i = 0; i < sample.Count; i++)
        {
            var nest = sample.Nest(i);
            Assert.Empty(NestValidation.Validate(problem, FusionMachines.Small, nest));
            var (exact, drawn) = (model.Evaluate(nest), sample.Cost(i));
            Assert.Equal((exact.SteadyCycles, exact.DramBits), (drawn.Cycles, drawn.DramBits));
            Assert.Equal(exact.EnergyPicojoules, drawn.Picojoules, exact.EnergyPicojoules * 1e-9);
        }
    }

    [Fact]
    public void Count_NothingFits_IsZero()
    {
        var machine = FusionMachines.Small;
        var tight = machine with { Levels = [machine.Levels[0], .. machine.Levels.Skip(1).Select(l => l with { SizeBits = 1 })] };

        Assert.Equal(0, new SpaceSample(TensorProblem.Gemm("p", 4, 4, 4), tight, 10, seed: 1).Count);
    }
}
