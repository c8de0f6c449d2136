using System.Runtime.InteropServices;

namespace HwAgent.Core.Integer;

/// <summary>
/// Panels of weights divided over the threads: each has a stretch of equal bytes and takes it piece by piece from the front, and a thread that is through
/// goes on with pieces of the others, since no two cores are equally fast all the time. Who multiplies a panel changes no bit of the result.
/// </summary>
internal sealed class PanelShares
{
    /// <summary>A stretch in parts: a thread takes so many of its own at once, since each interruption of a stream costs, and then one at a time.</summary>
    private const int Parts = 16;

    private const int FirstParts = 14;

    private readonly int[] _bounds;
    private readonly Front[] _fronts;
    private readonly int _stretches;

    private PanelShares(int panels, nint bytes, int workers, bool helpOthers, Func<nint, int> panelAt)
    {
        _bounds = [.. Enumerable.Range(0, workers + 1).Select(worker => worker == workers ? panels : panelAt(bytes * worker / workers))];
        _fronts = new Front[workers];
        _stretches = helpOthers ? workers : 1;
    }

    /// <summary>Matrices one after another; panels are numbered through.</summary>
    public static PanelShares InTurn(PackedLinear[] matrices, int workers, bool helpOthers)
    {
        return new PanelShares(matrices.Sum(matrix => matrix.Panels), (nint)matrices.Sum(matrix => matrix.Bytes), workers, helpOthers, PanelAt);

        int PanelAt(nint bytes)
        {
            var panels = 0;
            foreach (var matrix in matrices)
            {
                panels += matrix.PanelAt(bytes);
                bytes -= (nint)matrix.Bytes;
            }

            return panels;
        }
    }

    /// <summary>Equally numbered panels of two matrices of one shape together.</summary>
    public static PanelShares SideBySide(PackedLinear first, PackedLinear second, int workers, bool helpOthers)
    {
        nint Before(int panel) => first.BytesBefore(panel) + second.BytesBefore(panel);
        return new PanelShares(first.Panels, Before(first.Panels), workers, helpOthers, bytes => Enumerable.Range(0, first.Panels + 1).MinBy(panel => Math.Abs(Before(panel) - bytes)));
    }

    /// <summary>The first panel of a thread's own stretch; the number of panels when it has none.</summary>
    public int First(int worker) => _bounds[worker];

    /// <summary>Gives all panels back, before the threads begin.</summary>
    public void Reset() => Array.Clear(_fronts);

    /// <summary>The next piece for a thread.</summary>
    /// <param name="worker">The thread.</param>
    /// <param name="helped">How many stretches the thread is through with: 0 at first.</param>
    /// <param name="first">First panel.</param>
    /// <param name="end">The one behind the last.</param>
    /// <returns>False when nothing is left.</returns>
    public bool Take(int worker, ref int helped, out int first, out int end)
    {
        for (; helped < _stretches; helped++)
        {
            var stretch = (worker + helped) % _fronts.Length;
            while (true)
            {
                var piece = Interlocked.Increment(ref _fronts[stretch].Pieces) - 1;
                if (piece > Parts - FirstParts) break;
                (first, end) = (Bound(stretch, piece), Bound(stretch, piece + 1));
                if (first < end) return true;
            }
        }

        first = end = 0;
        return false;
    }

    private int Bound(int stretch, int piece) =>
        _bounds[stretch] + (_bounds[stretch + 1] - _bounds[stretch]) * (piece == 0 ? 0 : FirstParts - 1 + piece) / Parts;

    /// <summary>Pieces that are taken of a stretch, on a cache line of its own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Front
    {
        [FieldOffset(64)]
        public int Pieces;
    }
}
