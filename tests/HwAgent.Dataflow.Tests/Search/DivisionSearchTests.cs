using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Search;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Search;

public class DivisionSearchTests
{
    private static readonly DivisionEffort Plenty = new(100_000, long.MaxValue, MappingEffort.Unlimited);

    /// <summary>Two products that want different buffers, and memory for less than both: every pair of mappings, one by one.</summary>
    [Theory]
    [InlineData(ArrayDataflow.OutputStationary, 4.0, Objective.Latency), InlineData(ArrayDataflow.OutputStationary, 4.6, Objective.Latency)]
    [InlineData(ArrayDataflow.WeightStationary, 3.0, Objective.Latency), InlineData(ArrayDataflow.OutputStationary, 4.0, Objective.Energy)]
    [InlineData(ArrayDataflow.WeightStationary, 3.0, Objective.Energy), InlineData(ArrayDataflow.OutputStationary, 4.0, Objective.Edp)]
    public void Run_TwoProducts_FindsTheBestOfAllDivisions(ArrayDataflow dataflow, double kib, Objective objective)
    {
        var array = new AcceleratorParameters { Dataflow = dataflow, Rows = 8, Columns = 4, BusBits = 64, HasTable = false, HasResidual = false };
        var context = new SearchContext(new SearchRequest
        {
            Tasks = [new GemmTask("wide", new LayerShape(9, 30, 48), 8), new GemmTask("tall", new LayerShape(34, 10, 40), 8) { Repeats = 2 }],
            Budget = new Budget { OnChipKib = kib, DramBytesPerCycle = 4 },
            Objective = objective,
        });
        var preference = objective == Objective.Latency ? Preference.Latency : objective == Objective.Energy ? Preference.Energy : Preference.Product(4000, 1_500_000);
        var bits = context.BufferBits(array);
        var best = Best(context, array, preference, bits);
        Assert.True(best < Best(context, array, preference, bits * 2 / 3), "the memory is no limit: the case shows nothing");

        var found = DivisionSearch.Run(context, array, preference, bits, null, Plenty);

        Assert.Equal(best, found.Value, best * 1e-9);
        Assert.InRange(found.LowerBound, best * (1 - 1e-9), best * (1 + 1e-9));
        var hardware = found.Sketch!.Parameters;
        Assert.True(hardware.OnChipKib <= kib);
        for (var i = 0; i < 2; i++) Assert.Empty(MappingValidation.Validate(hardware, context.Tasks[i], found.Sketch.Mappings[i]));
    }

    [Fact]
    public void Run_StoppedEarly_StatesABoundThatHolds()
    {
        var context = new SearchContext(TestRequests.Small with { Budget = new Budget { OnChipKib = 8 } });
        var array = context.Options with { Rows = 8, Columns = 8 };
        var bits = context.BufferBits(array);
        var exact = DivisionSearch.Run(context, array, Preference.Energy, bits, null, Plenty);
        var early = DivisionSearch.Run(context, array, Preference.Energy, bits, exact.Sketch, Plenty with { Nodes = 3 });
        Assert.Equal(exact.Value, early.Value);
        Assert.True(early.LowerBound < exact.LowerBound);
        Assert.Equal(exact.Value, exact.LowerBound, exact.Value * 1e-9);
    }

    [Fact]
    public void Run_NoRoomForAnything_FindsNothing()
    {
        var context = new SearchContext(TestRequests.Small);
        Assert.Null(DivisionSearch.Run(context, context.Options, Preference.Latency, 100, null, Plenty).Sketch);
    }

    private static double Best(SearchContext context, AcceleratorParameters array, Preference preference, long bits)
    {
        var largest = BufferNeeds.Smallest(array).Join(new BufferNeeds(4096, 4096, 4096, 4096, 255)).ApplyTo(array);
        var memory = context.MemoryOf(array);
        // Mappings that ask for the same memories differ in cost alone; equal sizes give equal energies a byte.
        var all = context.Tasks.Select(t => AllMappings.Of(largest, t).Select(m => (
                Needs: BufferNeeds.Smallest(array).Join(BufferNeeds.Of(array, new BlockGeometry(array, t, m))), Cycles: CostModel.Cycles(array, t, m, memory),
                Energy: EnergyCounts.Of(array, t, WalkTotals.Of(array, t, m), context.Technology)))
            .Where(x => x.Needs.Bits(array).Total <= bits).ToArray()).ToArray();
        var least = double.PositiveInfinity;
        foreach (var a in all[0])
        {
            foreach (var b in all[1])
            {
                var joint = a.Needs.Join(b.Needs);
                if (joint.Bits(array).Total > bits) continue;
                var cycles = (double)a.Cycles * context.Tasks[0].Repeats + (double)b.Cycles * context.Tasks[1].Repeats;
                if (preference.EnergyWeight == 0)
                {
                    least = Math.Min(least, preference.Of(cycles, 0));
                    continue;
                }

                var rates = SramRates.Of(joint.ApplyTo(array), context.Technology);
                least = Math.Min(least, preference.Of(cycles, a.Energy.At(rates) * context.Tasks[0].Repeats + b.Energy.At(rates) * context.Tasks[1].Repeats));
            }
        }

        return least;
    }
}
