using System.Text.RegularExpressions;
using HwAgent.Core.Workloads;

namespace HwAgent.Dataflow.Fusion;

/// <summary>A workload as segments of operators with the tensors between them.</summary>
/// <param name="Name">The workload's name.</param>
/// <param name="Phase">The workload's phase.</param>
/// <param name="Segments">In execution order.</param>
public sealed partial record TransformerGraph(string Name, string Phase, IReadOnlyList<GraphSegment> Segments)
{
    /// <summary>Multiply-accumulates of one pass of the workload.</summary>
    public long Macs => Segments.Sum(s => s.Layers * s.Macs);

    /// <summary>The graph of a workload: each run of operators of one block becomes a segment, each run between blocks another.</summary>
    /// <param name="workload">What to execute.</param>
    /// <param name="widths">Widths of its tensors.</param>
    /// <exception cref="ArgumentException">A width out of range.</exception>
    public static TransformerGraph Of(Workload workload, WidthMap widths)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(widths);
        widths.Check();
        var segments = new List<GraphSegment>();
        var run = new List<Operator>();
        string? prefix = null;
        foreach (var op in workload.Operators)
        {
            var match = BlockPrefix().Match(op.Name);
            var next = match.Success ? match.Groups["prefix"].Value : null;
            if (run.Count > 0 && next != prefix) Flush();
            prefix = next;
            run.Add(op);
        }

        if (run.Count > 0) Flush();
        return new TransformerGraph(workload.Name, workload.Phase, segments);

        void Flush()
        {
            segments.Add(prefix is null ? SequenceBuilder.Build(run, widths) : BlockBuilder.Build(prefix, run, widths, hasCache: workload.Phase != Phases.Encode));
            run = [];
        }
    }

    // Merging changes the rows, so that what stands before and behind it are blocks of their own.
    [GeneratedRegex(@"^(?<prefix>.+\.block\d*)\.(?!merge\.)")]
    private static partial Regex BlockPrefix();
}
