using System.Diagnostics;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Search;
using HwAgent.Dataflow.Specification;
using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Simulation;
using HwAgent.Evaluation.Stages;
using HwAgent.Toolchain;

namespace HwAgent.Evals.Arrays;

/// <summary>Utilisation and cycles of transformer GEMMs on 16 x 16 and 32 x 32 arrays: predicted, simulated, synthesised.</summary>
public sealed class ArrayBenchmark(RtlTools tools, Action<string> progress)
{
    /// <summary>ViT-B/16 at 224 pixels, Llama 3 8B with a prompt of 512 tokens and a decode step over 2048 keys.</summary>
    private static readonly (string Preset, WorkloadOptions Options)[] Workloads =
    [
        ("vit-b16", new WorkloadOptions()),
        ("llama3-8b", new WorkloadOptions(SequenceLength: 512, Phase: Phases.Prefill)),
        ("llama3-8b", new WorkloadOptions(ContextLength: 2048, Phase: Phases.Decode)),
    ];

    /// <summary>All rows, in a fixed order. The array is given; its buffers are the fastest that fit 256 KiB (512 KiB for 32 x 32), memory gives 16 bytes a cycle.</summary>
    /// <param name="sizes">Rows and columns of the square arrays.</param>
    /// <param name="cancellation">Ends the benchmark between tools.</param>
    public async Task<IReadOnlyList<ArrayRow>> RunAsync(IReadOnlyList<int> sizes, CancellationToken cancellation)
    {
        var rows = new List<ArrayRow>();
        foreach (var size in sizes)
        {
            foreach (var dataflow in Enum.GetValues<ArrayDataflow>())
            {
                foreach (var (preset, options) in Workloads)
                {
                    progress($"{preset} {options.Phase ?? Phases.Encode} on {size}x{size} {dataflow}");
                    rows.Add(await RunAsync(size, dataflow, preset, options, cancellation).ConfigureAwait(false));
                }
            }
        }

        return rows;
    }

    private async Task<ArrayRow> RunAsync(int size, ArrayDataflow dataflow, string preset, WorkloadOptions options, CancellationToken cancellation)
    {
        var spec = new DesignSpec { Name = preset, Workload = new WorkloadSpec { Preset = preset }, Budget = new Budget { OnChipKib = size > 16 ? 512 : 256 } };
        var workload = WorkloadBuilder.Build(WorkloadPresets.Get(preset), options);
        var request = new SearchRequest
        {
            Tasks = GemmTasks.Of(workload, spec.Numeric.WeightBits), Budget = spec.Budget, Keep = 1,
            Space = new ArraySpace { Dataflows = [dataflow], Rows = [size], Columns = [size], BusBits = [128] },
        };
        var clock = Stopwatch.StartNew();
        var point = ExpertSearch.Run(request, cancellation).Best[0];
        var stages = new Dictionary<Stage, double>();
        var candidate = new Candidate { Id = "001", Origin = "benchmark", Point = point };
        clock.Restart();
        var evaluation = await new CandidateEvaluator(tools, spec, new SimulationLimits { CyclesPerOperator = 2_000_000 })
            .EvaluateAsync(candidate, stage => stages[stage.Stage] = stage.WallTime.TotalSeconds, (_, _, _) => { }, cancellation).ConfigureAwait(false);
        var simulation = evaluation.Simulation;
        var time = new TurnTime(
            clock.Elapsed.TotalSeconds, stages.GetValueOrDefault(Stage.Lint), simulation?.ToolTime.TotalSeconds ?? 0, stages.GetValueOrDefault(Stage.Synthesis),
            stages.GetValueOrDefault(Stage.Policy) + (simulation?.OwnTime.TotalSeconds ?? 0));
        return new ArrayRow($"{preset} {workload.Phase}", point.Parameters, evaluation, time);
    }
}
