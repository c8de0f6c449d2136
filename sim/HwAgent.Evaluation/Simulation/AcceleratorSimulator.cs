using System.Diagnostics;
using System.Globalization;
using System.Text;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Numerics;
using HwAgent.Dataflow.Compilation;
using HwAgent.Dataflow.Cost;
using HwAgent.Evaluation.Rtl;
using HwAgent.Toolchain;
using HwAgent.Toolchain.Policy;
using HwAgent.Toolchain.Sandboxing;
using HwAgent.Toolchain.Simulation;

namespace HwAgent.Evaluation.Simulation;

/// <summary>Runs programs on the simulated chip and compares what they leave in memory with the golden model, outside the simulator.</summary>
public sealed class AcceleratorSimulator(RtlTools tools)
{
    private const string Tool = "simulation";

    /// <summary>Builds the simulation of an accelerator once for all its runs.</summary>
    public Task<VerilatorBuild> BuildAsync(CheckedDesign design, CancellationToken cancellation) => tools.VerilatorSimulator.BuildAsync(
        design,
        new Dictionary<string, string> { ["testbench.cpp"] = AcceleratorTemplates.ReadText("accelerator/testbench.cpp") },
        cancellationToken: cancellation);

    /// <summary>One run. With an ideal memory the cycle count must equal the prediction; with stalls only the result counts.</summary>
    public async Task<RunOutcome> RunAsync(VerilatorModel model, PlannedRun run, MemoryTiming timing, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var program = run.Program;
        var predicted = Predict(program, timing);
        var operands = run.Operands();
        var golden = GoldenGemm.ComputeFast(operands);
        var ideal = run.StallPerMille == 0 && run.ResetCycle == 0;
        var job = new AcceleratorJob
        {
            Program = program,
            Memory = MemoryImage.Build(program, operands),
            Timing = timing,
            StallSeed = run.StallPerMille > 0 ? run.OperandSeed | 1 : 0,
            StallPerMille = run.StallPerMille,
            ResetCycle = run.ResetCycle,
            CycleLimit = ideal ? predicted.TotalCycles + 10_000 : predicted.TotalCycles * 50 + 10_000,
        };
        var result = await tools.VerilatorSimulator.RunAsync(
            model, new Dictionary<string, byte[]> { ["job"] = job.ToBytes() }, ["job"], ["1.out", "1.txt"], ResourceLimits.Simulation, cancellation).ConfigureAwait(false);
        if (!result.Completed) return Failed(result.Diagnostics);

        var counters = ReadCounters(result.Outputs["1.txt"]);
        var findings = new List<Diagnostic>();
        var what = Describe(run);
        if (counters["overrun"] != 0) findings.Add(Error("overrun", $"{what}: a burst was requested outside the memory image.", "check the address walk of the memory engine"));
        else if (counters["halted"] == 0) findings.Add(Error("timeout", $"{what}: the program did not reach HALT within {job.CycleLimit} cycles; {predicted.TotalCycles} were predicted.", "look for a handshake that never completes"));

        var got = MemoryImage.ReadResult(program, result.Outputs["1.out"]);
        var mismatches = CountMismatches(golden, got, program, what, findings);
        if (ideal && findings.Count == 0 && counters["cycles"] != predicted.TotalCycles)
            findings.Add(Error("cycles", $"{what}: {counters["cycles"]} cycles measured, {predicted.TotalCycles} predicted.", "the unit must keep the latency that its contract states"));
        if (ideal && findings.Count == 0 && (counters["reads"] != predicted.ReadBeats || counters["writes"] != predicted.WriteBeats))
            findings.Add(Error("traffic", $"{what}: {counters["reads"]} beats read and {counters["writes"]} written, {predicted.ReadBeats} and {predicted.WriteBeats} predicted.", "every beat must be moved once"));
        return new RunOutcome
        {
            Vectors = golden.Length, Mismatches = mismatches, Cycles = counters["cycles"], BusyCycles = counters["busy"],
            ReadBeats = counters["reads"], WriteBeats = counters["writes"], Diagnostics = findings, ToolTime = result.RunTime, OwnTime = clock.Elapsed - result.RunTime,
        };
    }

    /// <summary>The timing model over the program as compiled.</summary>
    public static TimingModel Predict(GemmProgram program, MemoryTiming timing)
    {
        var model = new TimingModel(program.Hardware, timing);
        foreach (var instruction in program.Instructions) model.Add(instruction);
        return model;
    }

    private static long CountMismatches(short[] golden, short[] got, GemmProgram program, string what, List<Diagnostic> findings)
    {
        long mismatches = 0;
        var first = -1;
        for (var i = 0; i < golden.Length; i++)
        {
            if (golden[i] == got[i]) continue;
            if (first < 0) first = i;
            mismatches++;
        }

        if (first >= 0)
        {
            var n = program.Task.Shape.N;
            findings.Add(Error("mismatch", $"{what}: {mismatches} of {golden.Length} elements differ; first at row {first / n}, column {first % n}: expected {golden[first]}, got {got[first]}.", "compare the unit with its golden function for this element"));
        }

        return mismatches;
    }

    private static string Describe(PlannedRun run)
    {
        var task = run.Program.Task;
        var text = new StringBuilder(task.Name).Append(' ').Append(task.Shape).Append(CultureInfo.InvariantCulture, $", {task.WeightBits}-bit weights");
        if (task.Activate) text.Append(", activation table");
        if (task.Residual) text.Append(", residual");
        if (run.StallPerMille > 0) text.Append(", stalled ports");
        if (run.ResetCycle > 0) text.Append(CultureInfo.InvariantCulture, $", reset at cycle {run.ResetCycle}");
        return text.ToString();
    }

    private static Dictionary<string, long> ReadCounters(byte[] text) => Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ')).ToDictionary(parts => parts[0], parts => long.Parse(parts[1], CultureInfo.InvariantCulture));

    private static RunOutcome Failed(IReadOnlyList<Diagnostic> diagnostics) =>
        new() { Vectors = 0, Mismatches = 0, Cycles = 0, BusyCycles = 0, ReadBeats = 0, WriteBeats = 0, Diagnostics = diagnostics };

    private static Diagnostic Error(string code, string message, string advice) => new(Tool, DiagnosticSeverity.Error, $"simulation.{code}", message) { Advice = advice };
}
