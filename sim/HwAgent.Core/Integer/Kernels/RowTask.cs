using System.Runtime.CompilerServices;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>One row: each thread streams its share of the panels, in two streams at a time where that is faster.</summary>
/// <param name="panels">Weights.</param>
/// <param name="outputs">Outputs of the layer.</param>
/// <param name="activations">The row, unsigned, as long as the panels' blocks.</param>
/// <param name="sink">Takes the sums.</param>
internal readonly unsafe struct RowTask<TDot, TSink>(PackedPanels panels, int outputs, byte* activations, TSink sink) : IWorkerTask
    where TDot : struct, IDotProduct
    where TSink : struct, ISumSink
{
    public void Run(int worker, int workers) => Panels(panels.FirstPanelByBytes(worker, workers), panels.FirstPanelByBytes(worker + 1, workers));

    /// <summary>The panels from the first to the one before the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public void Panels(int first, int end)
    {
        var sums = stackalloc int[2 * PanelLayout.Outputs];
        foreach (ref readonly var segment in panels.Segments)
        {
            var (panel, behind) = (Math.Max(first, segment.FirstPanel), Math.Min(end, segment.EndPanel));
            if (panel >= behind) continue;
            if (segment.Bits == 8)
            {
                var apart = (behind - panel) / 2;
                for (var middle = panel + apart; panel < middle; panel++) Multiply(segment, panel, panel + apart, sums);
                panel += apart;
            }

            for (; panel < behind; panel++) Multiply(segment, panel, sums);
        }
    }

    private void Multiply(in PanelSegment segment, int near, int far, int* sums)
    {
        Begin(near, sums);
        Begin(far, sums + PanelLayout.Outputs);
        PanelPairKernel.Multiply<TDot>(activations, panels.Start + segment.OffsetOf(near), (nint)(far - near) * segment.PanelBytes, segment.Layout.Blocks, sums);
        End(near, sums);
        End(far, sums + PanelLayout.Outputs);
    }

    private void Multiply(in PanelSegment segment, int panel, int* sums)
    {
        Begin(panel, sums);
        var weights = panels.Start + segment.OffsetOf(panel);
        switch (segment.Bits)
        {
            case 8:
                RowKernel.Multiply<Width8, TDot>(activations, weights, segment.Layout, sums);
                break;
            case 4:
                RowKernel.Multiply<Width4, TDot>(activations, weights, segment.Layout, sums);
                break;
            case 3:
                RowKernel.Multiply<Width3, TDot>(activations, weights, segment.Layout, sums);
                break;
            default:
                RowKernel.Multiply<Width2, TDot>(activations, weights, segment.Layout, sums);
                break;
        }

        End(panel, sums);
    }

    private void Begin(int panel, int* sums) => panels.Corrections.AsSpan(panel * PanelLayout.Outputs, PanelLayout.Outputs).CopyTo(new Span<int>(sums, PanelLayout.Outputs));

    private void End(int panel, int* sums) => sink.Write(sums, 0, panel * PanelLayout.Outputs, Math.Min(PanelLayout.Outputs, outputs - panel * PanelLayout.Outputs));
}
