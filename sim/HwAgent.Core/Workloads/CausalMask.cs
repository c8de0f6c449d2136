namespace HwAgent.Core.Workloads;

/// <summary>
/// Which keys the queries of a sequence see when none looks ahead: the first one <paramref name="FirstKeys"/>, each further one a key more, up to the window. Query i sees
/// the keys that end with number <paramref name="FirstKeys"/> + i, counted from 1.
/// </summary>
/// <param name="Tokens">Queries of one sequence and head.</param>
/// <param name="FirstKeys">Keys that the first of them sees: those cached before it, and its own.</param>
/// <param name="Window">Most keys that a query sees; null: all up to its own.</param>
public sealed record CausalMask(int Tokens, int FirstKeys, int? Window = null)
{
    /// <summary>Blocks of rows waste half of themselves at the diagonal, and reload keys: more than this many, or fewer rows, gain little.</summary>
    private const int MostBlocks = 32, LeastBlockRows = 64;

    /// <summary>All keys that some query sees.</summary>
    public int Keys => FirstKeys - 1 + Tokens;

    /// <summary>Queries of one block where the products of attention are executed one by one and so have to agree on the blocks.</summary>
    public int BlockRows => Math.Min(Tokens, Math.Max(LeastBlockRows, (Tokens + MostBlocks - 1) / MostBlocks));

    /// <summary>Pairs of a query and a key that it sees, of one head.</summary>
    public long VisiblePairs
    {
        get
        {
            long growing = Window is { } window ? Math.Clamp(window - FirstKeys + 1, 0, Tokens) : Tokens;
            return (growing * FirstKeys) + (growing * (growing - 1) / 2) + ((Tokens - growing) * (long)(Window ?? 0));
        }
    }

    /// <summary>Pairs that are multiplied when every block of so many queries meets all keys that one of them sees.</summary>
    public long PairsInBlocks(int rows) => Blocks(rows).Sum(block => (long)block.Rows * block.Keys);

    /// <summary>Keys that some of <paramref name="rows"/> queries from <paramref name="first"/> on see.</summary>
    public int KeysOf(int first, int rows) => Math.Min(FirstKeys - 1 + first + rows, Window is { } window ? window - 1 + rows : int.MaxValue);

    /// <summary>The queries in blocks, the last one ragged, each with the keys that it meets.</summary>
    public IEnumerable<(int Rows, int Keys)> Blocks(int rows)
    {
        for (var first = 0; first < Tokens; first += rows)
        {
            var here = Math.Min(rows, Tokens - first);
            yield return (here, KeysOf(first, here));
        }
    }
}
