using CsCheck;
using HwAgent.Dataflow.Compilation;
using HwAgent.Dataflow.Instructions;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Tests.Cost;

namespace HwAgent.Dataflow.Tests.Compilation;

public class ScheduleWalkTests
{
    [Fact]
    public void Emit_AnyMapping_ComputesEveryProductOnceFromWhatIsLoaded() =>
        RandomCases.Of(maxSize: 40).Sample(c =>
        {
            var replay = new ScheduleReplay(GemmProgram.Compile(c.Hardware, c.Task, c.Mapping));
            replay.Run();
            // Each output element sums each input channel exactly once.
            Assert.All(replay.Covered, count => Assert.Equal(1, count));
        }, seed: "0000000000008", iter: 300);

    [Fact]
    public void Emit_AnyMapping_StoresEveryBeatOnceAndReadsInsideItsRegions() =>
        RandomCases.All.Sample(c =>
        {
            var program = GemmProgram.Compile(c.Hardware, c.Task, c.Mapping);
            var written = new int[program.TotalBeats - program.Regions.Result];
            foreach (var i in program.Instructions.Where(i => i.Opcode is Opcode.Load or Opcode.Store))
            {
                var (low, high) = RegionOf(program, i);
                for (var row = 0; row < i.Rows; row++)
                {
                    var first = i.Address + (long)row * i.RowStride;
                    Assert.InRange(first, low, high - i.RowBeats);
                    if (i.Opcode == Opcode.Store)
                    {
                        for (var beat = 0; beat < i.RowBeats; beat++) written[first + beat - program.Regions.Result]++;
                    }
                }
            }

            Assert.All(written, count => Assert.Equal(1, count));
        }, seed: "0000000000009", iter: 400);

    [Fact]
    public void Emit_AnyMapping_GivesBackWhatItTakes() =>
        RandomCases.All.Sample(c =>
        {
            var program = GemmProgram.Compile(c.Hardware, c.Task, c.Mapping).Instructions;
            int Loads(LoadKind kind) => program.Count(i => i.Opcode == Opcode.Load && i.Kind == kind);
            int With(MatmulOptions option) => program.Count(i => i.Opcode == Opcode.Matmul && i.Flags.HasFlag(option));
            // Every load is waited for once and released once; every block fills one half that one store empties.
            Assert.Equal((Loads(LoadKind.Activation), Loads(LoadKind.Activation)), (With(MatmulOptions.WaitActivation), With(MatmulOptions.ReleaseActivation)));
            Assert.Equal((Loads(LoadKind.Weight), Loads(LoadKind.Weight)), (With(MatmulOptions.WaitWeight), With(MatmulOptions.ReleaseWeight)));
            Assert.Equal((Loads(LoadKind.Parameter), Loads(LoadKind.Parameter)), (With(MatmulOptions.WaitParameter), With(MatmulOptions.ReleaseParameter)));
            Assert.Equal((Loads(LoadKind.Table), Loads(LoadKind.Table)), (With(MatmulOptions.WaitTable), With(MatmulOptions.ReleaseTable)));
            Assert.Equal(Loads(LoadKind.Residual), With(MatmulOptions.Residual));
            Assert.Equal(With(MatmulOptions.Last), program.Count(i => i.Opcode == Opcode.Store));
            Assert.Equal(With(MatmulOptions.First), With(MatmulOptions.Last));
            Assert.Equal(Opcode.Halt, program[^1].Opcode);
        }, seed: "000000000000A", iter: 400);

    /// <summary>Block after block by the formula of the order, each stored behind the loads of the second step after its last chunk, or at the end.</summary>
    [Fact]
    public void Emit_AnyMapping_StoresBlocksInOrderTwoStepsLate() =>
        RandomCases.All.Sample(c =>
        {
            var program = GemmProgram.Compile(c.Hardware, c.Task, c.Mapping);
            var g = new BlockGeometry(c.Hardware, c.Task, c.Mapping);
            var steps = g.RowBlocks * g.ColumnBlocks * g.Chunks;
            int matmuls = 0, stores = 0;
            foreach (var i in program.Instructions)
            {
                if (i.Opcode == Opcode.Matmul) matmuls++;
                if (i.Opcode != Opcode.Store) continue;
                var place = BlockWalkTests.ByDivision(stores, g.RowBlocks, g.ColumnBlocks, c.Mapping.Order);
                var address = program.Regions.Result + place.RowBlock * c.Mapping.BlockRows * g.OutputPitch + place.ColumnBlock * (c.Mapping.BlockColumns / c.Hardware.Columns) * g.OutputTileBeats;
                Assert.Equal(((long)address, stores & 1), (i.Address, i.Half));
                stores++;
                Assert.Equal(Math.Min(steps, stores * g.Chunks + 1), matmuls);
            }
        }, iter: 400);

    private static (long Low, long High) RegionOf(GemmProgram p, Instruction i)
    {
        var r = p.Regions;
        if (i.Opcode == Opcode.Store) return (r.Result, p.TotalBeats);
        return i.Kind switch
        {
            LoadKind.Activation => (r.Activations, r.Weights),
            LoadKind.Weight => (r.Weights, r.Parameters),
            LoadKind.Parameter => (r.Parameters, r.Table),
            LoadKind.Table => (r.Table, r.Residual),
            _ => (r.Residual, r.Result),
        };
    }
}
