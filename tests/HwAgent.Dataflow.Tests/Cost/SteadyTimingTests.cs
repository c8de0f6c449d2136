using CsCheck;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Compilation;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Instructions;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Tests.Cost;

/// <summary>The model that leaves rounds out against the plain one that takes every instruction.</summary>
public class SteadyTimingTests
{
    /// <summary>Any array, any rate of the port, blocks from one row and one tile to the whole product.</summary>
    [Fact]
    public void Skip_RandomCase_ChangesNoCount() =>
        RandomCases.Of(maxSize: 500).Sample(c => { AssertSame(c); }, seed: "0000000000011", iter: 1500);

    /// <summary>Buffers of a few hundred bytes: each loop of the walk has tens of rounds.</summary>
    [Fact]
    public void Skip_TinyBlocks_ChangesNoCount()
    {
        long emitted = 0, all = 0;
        RandomCases.TinyBlocks.Sample(c =>
        {
            var (e, a) = AssertSame(c);
            Interlocked.Add(ref emitted, e);
            Interlocked.Add(ref all, a);
        }, seed: "0000000000012", iter: 600);
        // Were nothing left out, the two could not differ.
        Assert.InRange(emitted, 1, all / 3);
    }

    /// <summary>Every dataflow with every width of weights, either order of the blocks, with and without what is fused, whole and ragged edges.</summary>
    [Theory]
    [InlineData(ArrayDataflow.OutputStationary, 8)]
    [InlineData(ArrayDataflow.OutputStationary, 4)]
    [InlineData(ArrayDataflow.OutputStationary, 2)]
    [InlineData(ArrayDataflow.WeightStationary, 8)]
    [InlineData(ArrayDataflow.WeightStationary, 4)]
    [InlineData(ArrayDataflow.WeightStationary, 2)]
    public void Skip_EveryLoopLong_ChangesNoCount(ArrayDataflow dataflow, int bits)
    {
        foreach (var order in Enum.GetValues<BlockOrder>())
        {
            foreach (var isFused in (bool[])[false, true])
            {
                foreach (var (m, n, k) in ((int, int, int)[])[(256, 256, 512), (251, 250, 509), (1, 1000, 700), (999, 3, 300)])
                {
                    foreach (var depth in (int[])[16, 32, k])
                    {
                        var task = new GemmTask("long", new LayerShape(m, n, k), bits) { Activate = isFused, Residual = isFused };
                        var p = new AcceleratorParameters { Dataflow = dataflow, Rows = 8, Columns = 8, MinWeightBits = 2 };
                        AssertSame(RandomCases.Fit(p, task, 8, 1, Math.Max(1, depth / p.DepthGranule), order, new MemoryTiming(40, 1, 1)));
                        AssertSame(RandomCases.Fit(p, task, 8, 1, Math.Max(1, depth / p.DepthGranule), order, new MemoryTiming(40, 3, 10)));
                    }
                }
            }
        }
    }

    /// <summary>A product of more than a hundred million steps: the whole walk would take many seconds.</summary>
    [Fact]
    public void Skip_HugeProduct_EmitsFewInstructions()
    {
        var p = new AcceleratorParameters { Rows = 4, Columns = 4, ActivationWords = 4, WeightWords = 8, OutputRows = 4, AccumulatorRows = 4, ParameterTiles = 1, HasTable = false, HasResidual = false };
        var task = new GemmTask("huge", new LayerShape(512, 14336, 4096), 8);
        var sink = new CountingSink { Timing = new SteadyTiming(p, new MemoryTiming(40, 1, 1)) };
        var halves = new BufferHalves();
        ScheduleWalk.Emit(p, task, new GemmMapping(4, 4, 16, BlockOrder.RowsOuter), default, ref halves, ref sink);
        var totals = WalkTotals.Of(p, task, new GemmMapping(4, 4, 16, BlockOrder.RowsOuter));
        Assert.Equal(totals.BusyCycles, sink.Timing.Timing.BusyCycles);
        Assert.Equal(totals.LoadBeats, sink.Timing.Timing.ReadBeats);
        Assert.True(totals.Steps > 100_000_000);
        Assert.InRange(sink.Emitted, 1, 100_000);
    }

    private static (long Emitted, long All) AssertSame(RandomCase c)
    {
        var whole = new TimingModel(c.Hardware, c.Memory);
        var halves = new BufferHalves();
        ScheduleWalk.Emit(c.Hardware, c.Task, c.Mapping, default, ref halves, ref whole);
        var sink = new CountingSink { Timing = new SteadyTiming(c.Hardware, c.Memory) };
        var otherHalves = new BufferHalves();
        ScheduleWalk.Emit(c.Hardware, c.Task, c.Mapping, default, ref otherHalves, ref sink);
        var steady = sink.Timing.Timing;
        whole.Add(new Instruction { Opcode = Opcode.Halt });
        steady.Add(new Instruction { Opcode = Opcode.Halt });
        Assert.Equal(whole.TotalCycles, steady.TotalCycles);
        Assert.Equal(whole.BusyCycles, steady.BusyCycles);
        Assert.Equal(whole.ReadBeats, steady.ReadBeats);
        Assert.Equal(whole.WriteBeats, steady.WriteBeats);
        Assert.Equal(whole.Instructions, steady.Instructions);
        // A product that follows in the same program finds the halves as the whole walk leaves them.
        Assert.Equal(halves, otherHalves);
        return (sink.Emitted, whole.Instructions);
    }

    private struct CountingSink : IInstructionSink
    {
        public SteadyTiming Timing;

        public long Emitted { get; private set; }

        public void Add(in Instruction instruction)
        {
            Emitted++;
            Timing.Add(instruction);
        }

        public long Skip(WalkLoop loop, int kind, long done, long left) => Timing.Skip(loop, kind, done, left);
    }
}
