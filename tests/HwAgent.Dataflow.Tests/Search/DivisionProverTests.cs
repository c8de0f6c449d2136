using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Search;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Search;

public class DivisionProverTests
{
    private static readonly DivisionEffort Plenty = new(100_000, 1_000_000, MappingEffort.Unlimited);

    /// <summary>The least product of latency and energy is that of the fastest design, of the most frugal one, or of one between.</summary>
    [Theory]
    [InlineData(ArrayDataflow.OutputStationary, 4.0), InlineData(ArrayDataflow.OutputStationary, 12.0), InlineData(ArrayDataflow.WeightStationary, 3.0), InlineData(ArrayDataflow.WeightStationary, 9.0)]
    public void Run_Product_BoundsTheBestOfAllDivisionsAndFindsIt(ArrayDataflow dataflow, double kib)
    {
        var array = new AcceleratorParameters { Dataflow = dataflow, Rows = 8, Columns = 4, BusBits = 64, HasTable = false, HasResidual = false };
        var context = new SearchContext(new SearchRequest
        {
            Tasks = [new GemmTask("wide", new LayerShape(9, 30, 48), 8), new GemmTask("tall", new LayerShape(34, 10, 40), 8) { Repeats = 2 }],
            Budget = new Budget { OnChipKib = kib, DramBytesPerCycle = 4 },
            Objective = Objective.Edp,
        });
        var room = context.RoomOf(array);
        var best = AllDivisions.Least(context, array, (cycles, energy) => cycles * energy, room);

        var (sketch, bound) = new DivisionProver(context, array, room).Run(null, double.PositiveInfinity, Plenty);

        var figures = sketch!.Figures;
        Assert.InRange(bound, best * 0.998, best * (1 + 1e-9));
        Assert.Equal(best, figures.Cycles * figures.EnergyPicojoules, best * 1e-9);
        Assert.InRange(new DivisionProver(context, array, room).Glance(double.PositiveInfinity), 1, best * (1 + 1e-9));
        Assert.Equal(best / 2, new DivisionProver(context, array, room).Run(null, best / 2, Plenty).LowerBound, best * 1e-4);
    }
}
