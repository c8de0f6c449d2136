using System.Globalization;
using System.Text;
using HwAgent.Agent.Loop;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;
using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Stages;

namespace HwAgent.Agent.Designers;

/// <summary>Designs and what became of them, one line each.</summary>
internal static class DesignText
{
    private const int LongestReason = 200;

    public static string Parameters(AcceleratorParameters p) => string.Create(CultureInfo.InvariantCulture,
        $"{(p.IsOutputStationary ? "output" : "weight")}-stationary {p.Rows}x{p.Columns}, {p.BusBits}-bit bus, buffers {p.ActivationWords}/{p.WeightWords}/{p.AccumulatorRows}/{p.OutputRows}");

    public static string Mapping(GemmMapping m) => string.Create(CultureInfo.InvariantCulture,
        $"blocks {m.BlockRows}x{m.BlockColumns}, depth {m.BlockDepth}, {(m.Order == BlockOrder.RowsOuter ? "rows_outer" : "columns_outer")}");

    /// <summary>What was proposed: parameters, and units that were written anew.</summary>
    public static string Summary(Attempt attempt) => attempt.Proposal.Candidate is not { } candidate
        ? $"{attempt.Proposal.Kind}, not understood"
        : Parameters(candidate.Point.Parameters) + (candidate.Units.Count == 0 ? "" : " with new " + string.Join(", ", candidate.Units.Select(CandidateRtl.ModuleOf)));

    /// <summary>What came of it.</summary>
    public static string Fate(Attempt attempt, bool onFront)
    {
        if (attempt.Evaluation?.Score is not { } score) return $"failed {StageOf(attempt)}: {Reason(attempt)}";
        return string.Create(CultureInfo.InvariantCulture,
            $"{score.LatencyMilliseconds:G4} ms, {score.EnergyMillijoules:G4} mJ, {score.AreaGateEquivalents:0} gate equivalents, {score.OnChipKib:0.#} KiB")
            + (score.MeetsSpec ? ", meets the spec" : ", misses " + string.Join("; ", score.Misses)) + (onFront ? ", on the Pareto front" : "");
    }

    /// <summary>The check that a failed attempt failed, as a repair prompt names it.</summary>
    public static string StageOf(Attempt attempt) => attempt.Evaluation is { Stages: [.., var last] }
        ? last.Stage == Stage.Units ? "unit contract" : last.Stage.ToString().ToLowerInvariant()
        : attempt.Failures is [{ Tool: not "model" } first, ..] ? first.Tool : "reply";

    private static string Reason(Attempt attempt)
    {
        if (attempt.Failures.Count == 0) return "no reason given";
        var worst = attempt.Failures.MaxBy(d => d.Severity)!.Message;
        return worst.Length <= LongestReason ? worst : worst[..LongestReason] + "...";
    }

    /// <summary>The products of a workload as a table: M x K x N as the schedule names them.</summary>
    public static string Workload(IReadOnlyList<GemmTask> tasks)
    {
        var total = tasks.Sum(t => t.Shape.Macs * t.Repeats);
        var text = new StringBuilder();
        foreach (var task in tasks)
        {
            var macs = task.Shape.Macs * task.Repeats;
            text.Append(CultureInfo.InvariantCulture,
                $"{task.Name}: M {task.Shape.M}, K {task.Shape.K}, N {task.Shape.N}, x{task.Repeats}, {task.WeightBits}-bit weights, {macs / 1e6:G4} M MACs ({100.0 * macs / total:0.#}%)");
            if (task.Activate) text.Append(", activation");
            if (task.Residual) text.Append(", residual");
            text.Append('\n');
        }

        return text.Append(CultureInfo.InvariantCulture, $"Together {total / 1e6:G5} M MACs.").ToString();
    }
}
