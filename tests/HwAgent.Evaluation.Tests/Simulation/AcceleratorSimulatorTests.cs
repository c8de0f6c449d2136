using HwAgent.Dataflow.Compilation;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;
using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Simulation;
using HwAgent.Evaluation.Tests.Rtl;
using HwAgent.Toolchain.Simulation;

namespace HwAgent.Evaluation.Tests.Simulation;

public sealed class AcceleratorSimulatorTests(RtlToolsFixture fixture) : IClassFixture<RtlToolsFixture>
{
    private const int ProgramsPerHardware = 20;
    private readonly AcceleratorSimulator simulator = new(fixture.Tools);

    /// <summary>Ten random accelerators, twenty random products each: 200 shapes, equal in every element and in every cycle.</summary>
    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7), InlineData(8), InlineData(9), InlineData(10)]
    public async Task RunAsync_RandomHardwareAndShapes_MeetsGoldenModelAndPredictedCycles(int seed)
    {
        var hardware = RandomRuns.Hardware((ulong)seed);
        var (model, cancellation) = (await BuildAsync(hardware), TestContext.Current.CancellationToken);
        for (var i = 1; i <= ProgramsPerHardware; i++)
        {
            var id = (ulong)(1000 * seed + i);
            var (program, timing) = RandomRuns.Program(hardware, id);
            var predicted = AcceleratorSimulator.Predict(program, timing);
            var outcome = await simulator.RunAsync(model, RandomRuns.Ideal(program, id), timing, cancellation);
            Assert.Empty(outcome.Diagnostics);
            Assert.Equal(0, outcome.Mismatches);
            Assert.Equal(predicted.TotalCycles, outcome.Cycles);
            Assert.Equal(predicted.BusyCycles, outcome.BusyCycles);
            Assert.Equal((predicted.ReadBeats, predicted.WriteBeats), (outcome.ReadBeats, outcome.WriteBeats));
        }
    }

    /// <summary>Ports that hesitate at random and a reset in the middle change when things happen, never what comes out.</summary>
    [Theory]
    [InlineData(21), InlineData(22), InlineData(23)]
    public async Task RunAsync_StalledPortsAndReset_MeetsGoldenModel(int seed)
    {
        var hardware = RandomRuns.Hardware((ulong)seed);
        var model = await BuildAsync(hardware);
        for (var i = 1; i <= ProgramsPerHardware; i++)
        {
            var id = (ulong)(1000 * seed + i);
            var (program, timing) = RandomRuns.Program(hardware, id);
            var reset = 1 + (long)(id * 7919 % (ulong)AcceleratorSimulator.Predict(program, timing).TotalCycles);
            var run = new PlannedRun(program, id, Corners: i % 2 == 0, StallPerMille: 100 * (1 + i % 6), ResetCycle: reset);
            var outcome = await simulator.RunAsync(model, run, timing, TestContext.Current.CancellationToken);
            Assert.Empty(outcome.Diagnostics);
            Assert.Equal(0, outcome.Mismatches);
        }
    }

    /// <summary>With enough bandwidth, loading hides behind computing: the array works in at least 95 of 100 cycles.</summary>
    [Theory]
    [InlineData(0), InlineData(1)]
    public async Task RunAsync_LargeGemm_KeepsTheArrayBusy(int dataflow)
    {
        var hardware = new AcceleratorParameters
        {
            Dataflow = (ArrayDataflow)dataflow, Rows = 8, Columns = 8, BusBits = 64, ActivationWords = 256, WeightWords = 1024, AccumulatorRows = 512, OutputRows = 512,
        };
        var task = new GemmTask("large", new(256, 256, 512), 8);
        var mapping = new GemmMapping(64, 64, 128, BlockOrder.RowsOuter);
        if (dataflow == 1) hardware = hardware with { ActivationWords = 1024 };
        var program = GemmProgram.Compile(hardware, task, mapping);
        var timing = new MemoryTiming(40, 1, 1);
        var outcome = await simulator.RunAsync(await BuildAsync(hardware), new PlannedRun(program, 1), timing, TestContext.Current.CancellationToken);
        Assert.Empty(outcome.Diagnostics);
        Assert.True(outcome.BusyCycles >= 0.95 * outcome.Cycles, $"busy in {outcome.BusyCycles} of {outcome.Cycles} cycles");
    }

    private async Task<VerilatorModel> BuildAsync(AcceleratorParameters hardware)
    {
        var (design, refused) = CandidateRtl.Assemble(hardware, []);
        Assert.Empty(refused);
        var cancellation = TestContext.Current.CancellationToken;
        var lint = await fixture.Tools.VerilatorLint.RunAsync(design!, cancellation);
        Assert.Empty(lint.Diagnostics);
        return (await simulator.BuildAsync(design!, cancellation)).Require();
    }
}
