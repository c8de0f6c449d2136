using CsCheck;
using HwAgent.Core.Integer;

namespace HwAgent.Core.Tests.Integer;

public sealed class PanelSharesTests
{
    /// <summary>Mixed widths, fewer panels than threads, threads that come to take at the same time.</summary>
    [Fact]
    public void Take_AnyThreads_GivesEveryPanelOnce() =>
        Gen.Select(RandomLayers.Shapes, RandomLayers.Shapes, Gen.Int[1, 6], Gen.Bool).Sample((one, two, threads, helpOthers) =>
        {
            using var workers = new IntegerWorkers(threads);
            PackedLinear[] matrices = [Pack(one), Pack(two)];
            AssertOnce(PanelShares.InTurn(matrices, threads, helpOthers), matrices.Sum(matrix => matrix.Panels), workers);
            AssertOnce(PanelShares.SideBySide(matrices[0], matrices[0], threads, helpOthers), matrices[0].Panels, workers);
        }, iter: 60, threads: 1);

    [Fact]
    public void Take_OneThreadAlone_GetsTheOthersPanelsToo()
    {
        var matrix = Pack((2048, 64, 0, 1));
        var shares = PanelShares.InTurn([matrix], 4, helpOthers: true);
        var panels = 0;
        for (var helped = 0; shares.Take(2, ref helped, out var first, out var end);) panels += end - first;

        Assert.Equal(2048 / 16, panels);
    }

    private static PackedLinear Pack((int Outputs, int Inputs, int GroupSize, ulong Seed) shape) =>
        PackedLinear.Pack(RandomLayers.Layer(shape.Outputs, shape.Inputs, shape.GroupSize, 0, extreme: false, shape.Seed));

    private static void AssertOnce(PanelShares shares, int panels, IntegerWorkers workers)
    {
        // Twice: what a token has taken is there for the next.
        for (var token = 0; token < 2; token++)
        {
            var taken = new int[panels];
            shares.Reset();
            var task = new TakingTask(shares, taken);
            workers.Run(ref task);
            Assert.All(taken, times => Assert.Equal(1, times));
        }
    }

    private readonly struct TakingTask(PanelShares shares, int[] taken) : IWorkerTask
    {
        public void Run(int worker, int workers)
        {
            for (var helped = 0; shares.Take(worker, ref helped, out var first, out var end);)
                for (var panel = first; panel < end; panel++) Interlocked.Increment(ref taken[panel]);
        }
    }
}
