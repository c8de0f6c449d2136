using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Simulation;
using HwAgent.Toolchain;
using HwAgent.Toolchain.Simulation;

namespace HwAgent.Evals.Arrays;

/// <summary>
/// Random products on random accelerators: predicted cycles and bytes against those of the simulated RTL. One accelerator at a time; what a file of an
/// earlier run has is not simulated again.
/// </summary>
public sealed class AgreementBenchmark(RtlTools tools, Action<int> progress)
{
    private readonly AcceleratorSimulator _simulator = new(tools);

    /// <param name="plan">What to simulate.</param>
    /// <param name="products">How many of it.</param>
    /// <param name="path">The file of rows; made, or gone on with.</param>
    /// <param name="cancellation">Ends the run between simulations; the file keeps what is done.</param>
    /// <exception cref="Runs.EvalFileException">The file cannot be used.</exception>
    public async Task<AgreementSummary> RunAsync(AgreementPlan plan, int products, string path, CancellationToken cancellation)
    {
        using var file = AgreementFile.Open(path, plan);
        var rows = file.Rows.ToList();
        VerilatorModel? model = null;
        for (var i = rows.Count; i < products; i++)
        {
            if (model is null || i % plan.ProductsPerAccelerator == 0) model = await BuildAsync(plan.HardwareSeed(i), cancellation).ConfigureAwait(false);
            var row = await SimulateAsync(model, plan, i, cancellation).ConfigureAwait(false);
            file.Add(row);
            rows.Add(row);
            progress(rows.Count);
        }

        return AgreementSummary.Of(plan, [.. rows.Take(products)]);
    }

    private async Task<VerilatorModel> BuildAsync(ulong seed, CancellationToken cancellation)
    {
        var (design, refused) = CandidateRtl.Assemble(RandomRuns.Hardware(seed), []);
        if (design is null) throw new InvalidOperationException($"The policy refuses a template of the accelerator with seed {seed}: {refused[0]}");
        return (await _simulator.BuildAsync(design, cancellation).ConfigureAwait(false)).Require();
    }

    private async Task<AgreementRow> SimulateAsync(VerilatorModel model, AgreementPlan plan, int index, CancellationToken cancellation)
    {
        var hardware = RandomRuns.Hardware(plan.HardwareSeed(index));
        var seed = plan.ProductSeed(index);
        var (program, memory) = RandomRuns.Program(hardware, seed, AgreementPlan.Scale(index));
        var predicted = AcceleratorSimulator.Predict(program, memory);
        var outcome = await _simulator.RunAsync(model, RandomRuns.Ideal(program, seed), memory, cancellation).ConfigureAwait(false);
        return new AgreementRow
        {
            Index = index, HardwareSeed = plan.HardwareSeed(index), ProductSeed = seed, Hardware = hardware,
            Shape = program.Task.Shape, WeightBits = program.Task.WeightBits, Activate = program.Task.Activate, Residual = program.Task.Residual,
            Mapping = program.Mapping, Memory = memory,
            PredictedCycles = predicted.TotalCycles, SimulatedCycles = outcome.Cycles,
            PredictedReadBytes = predicted.ReadBeats * hardware.BusBytes, MonitoredReadBytes = outcome.ReadBeats * hardware.BusBytes,
            PredictedWriteBytes = predicted.WriteBeats * hardware.BusBytes, MonitoredWriteBytes = outcome.WriteBeats * hardware.BusBytes,
            Elements = outcome.Vectors, Mismatches = outcome.Mismatches, Findings = [.. outcome.Diagnostics.Select(d => d.Message)],
        };
    }
}
