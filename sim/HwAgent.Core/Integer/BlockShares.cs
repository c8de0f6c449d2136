using HwAgent.Core.Integer.Kernels;

namespace HwAgent.Core.Integer;

/// <summary>
/// Which panels of a block's matrices each thread multiplies: equal bytes of weights in each stage between two meetings. Of every list, element t is the
/// first panel of thread t and element t + 1 the one behind its last.
/// </summary>
internal sealed class BlockShares
{
    /// <param name="block">The block.</param>
    /// <param name="workers">Threads.</param>
    public BlockShares(IntegerBlock block, int workers)
    {
        // Three matrices as if they were one: a thread may have a part of the queries only.
        nint keys = block.Query.Weights.PackedBytes, values = keys + block.Key.Weights.PackedBytes, all = values + block.Value.Weights.PackedBytes;
        Query = Bounds(workers, worker => block.Query.Weights.PanelAt(all * worker / workers));
        Key = Bounds(workers, worker => block.Key.Weights.PanelAt(all * worker / workers - keys));
        Value = Bounds(workers, worker => block.Value.Weights.PanelAt(all * worker / workers - values));
        Output = Of(block.Output, workers);
        Inner = block.Gate is null ? Of(block.Up, workers) : Common(block.Gate.Weights, block.Up.Weights, workers);
        Down = Of(block.Down, workers);
    }

    public int[] Query { get; }

    public int[] Key { get; }

    public int[] Value { get; }

    public int[] Output { get; }

    /// <summary>Gate and up alike, so that a thread has both factors of its channels.</summary>
    public int[] Inner { get; }

    public int[] Down { get; }

    /// <summary>Shares of one matrix.</summary>
    public static int[] Of(IntegerLinear linear, int workers) => Bounds(workers, worker => linear.Weights.PanelAt(linear.Weights.PackedBytes * worker / workers));

    private static int[] Common(PackedLinear first, PackedLinear second, int workers)
    {
        nint Before(int panel) => first.BytesBefore(panel) + second.BytesBefore(panel);
        var panels = (first.Outputs + PanelLayout.Outputs - 1) / PanelLayout.Outputs;
        return Bounds(workers, worker => Enumerable.Range(0, panels + 1).MinBy(panel => Math.Abs(Before(panel) - Before(panels) * worker / workers)));
    }

    private static int[] Bounds(int workers, Func<int, int> bound) => [.. Enumerable.Range(0, workers + 1).Select(bound)];
}
