using HwAgent.Core.Workloads;
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
        var best = AllDivisions.Least(context, array, preference.Of, new DesignRoom(bits));
        Assert.True(best < AllDivisions.Least(context, array, preference.Of, new DesignRoom(bits * 2 / 3)), "the memory is no limit: the case shows nothing");

        var found = DivisionSearch.Run(context, array, preference, new DesignRoom(bits), null, Plenty);

        Assert.Equal(best, found.Value, best * 1e-9);
        Assert.InRange(found.LowerBound, best * (1 - 1e-9), best * (1 + 1e-9));
        var hardware = found.Sketch!.Parameters;
        Assert.True(hardware.OnChipKib <= kib);
        for (var i = 0; i < 2; i++) Assert.Empty(MappingValidation.Validate(hardware, context.Tasks[i], found.Sketch.Mappings[i]));
    }

    /// <summary>Logic grows with the addresses of the buffers: room for some of that, not for all.</summary>
    [Theory]
    [InlineData(0.1, Objective.Latency), InlineData(0.4, Objective.Latency), InlineData(0.1, Objective.Energy), InlineData(0.4, Objective.Energy)]
    public void Run_LittleArea_FindsTheBestOfAllDivisionsWithinIt(double share, Objective objective)
    {
        var array = new AcceleratorParameters { Rows = 8, Columns = 4, BusBits = 64, HasTable = false, HasResidual = false };
        var context = new SearchContext(new SearchRequest
        {
            Tasks = [new GemmTask("wide", new LayerShape(29, 61, 96), 8), new GemmTask("tall", new LayerShape(70, 23, 80), 8)],
            Budget = new Budget { OnChipKib = 16, DramBytesPerCycle = 4 },
        });
        var preference = objective == Objective.Latency ? Preference.Latency : Preference.Energy;
        var bits = context.BufferBits(array);
        var free = DivisionSearch.Run(context, array, preference, new DesignRoom(bits), null, Plenty);
        var smallest = AreaModel.GateEquivalents(BufferNeeds.Smallest(array).ApplyTo(array));
        var room = new DesignRoom(bits, smallest + share * (free.Sketch!.Figures.AreaGateEquivalents - smallest));

        var found = DivisionSearch.Run(context, array, preference, room, null, Plenty);

        Assert.True(found.Value > free.Value, "the area is no limit: the case shows nothing");
        Assert.True(found.Sketch!.Figures.AreaGateEquivalents <= room.AreaGateEquivalents);
        var best = AllDivisions.Least(context, array, preference.Of, room);
        Assert.Equal(best, found.Value, best * 1e-9);
        Assert.InRange(found.LowerBound, best * (1 - 1e-9), best * (1 + 1e-9));
    }

    [Fact]
    public void Run_SomethingToBeat_FindsOnlyWhatIsBetter()
    {
        var context = new SearchContext(TestRequests.Small with { Budget = new Budget { OnChipKib = 8 } });
        var array = context.Options with { Rows = 8, Columns = 8 };
        var room = context.RoomOf(array);
        var exact = DivisionSearch.Run(context, array, Preference.Latency, room, null, Plenty);
        var beaten = DivisionSearch.Run(context, array, Preference.Latency, room, null, Plenty, exact.Value);
        var better = DivisionSearch.Run(context, array, Preference.Latency, room, null, Plenty, exact.Value + 1);
        Assert.Null(beaten.Sketch);
        Assert.Equal(exact.Value, beaten.LowerBound);
        Assert.Equal(exact.Value, better.Value);
        Assert.InRange(DivisionSearch.Relax(context, array, Preference.Latency, room), 1, exact.Value);
    }

    [Fact]
    public void Run_StoppedEarly_StatesABoundThatHolds()
    {
        var context = new SearchContext(TestRequests.Small with { Budget = new Budget { OnChipKib = 8 } });
        var array = context.Options with { Rows = 8, Columns = 8 };
        var bits = context.BufferBits(array);
        var exact = DivisionSearch.Run(context, array, Preference.Energy, new DesignRoom(bits), null, Plenty);
        var early = DivisionSearch.Run(context, array, Preference.Energy, new DesignRoom(bits), exact.Sketch, Plenty with { Nodes = 3 });
        Assert.Equal(exact.Value, early.Value);
        Assert.True(early.LowerBound < exact.LowerBound);
        Assert.Equal(exact.Value, exact.LowerBound, exact.Value * 1e-9);
    }

    [Fact]
    public void Run_NoRoomForAnything_FindsNothing()
    {
        var context = new SearchContext(TestRequests.Small);
        Assert.Null(DivisionSearch.Run(context, context.Options, Preference.Latency, new DesignRoom(100), null, Plenty).Sketch);
    }
}
