using System.Runtime.CompilerServices;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>One row: each thread streams its share of the panels.</summary>
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
        var sums = stackalloc int[PanelLayout.Outputs];
        foreach (ref readonly var segment in panels.Segments)
        {
            for (var panel = Math.Max(first, segment.FirstPanel); panel < Math.Min(end, segment.EndPanel); panel++)
            {
                var output = panel * PanelLayout.Outputs;
                panels.Corrections.AsSpan(output, PanelLayout.Outputs).CopyTo(new Span<int>(sums, PanelLayout.Outputs));
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

                sink.Write(sums, 0, output, Math.Min(PanelLayout.Outputs, outputs - output));
            }
        }
    }
}
