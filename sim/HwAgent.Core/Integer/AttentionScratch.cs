namespace HwAgent.Core.Integer;

/// <summary>Memory that one thread's attention works in: scores and weights of a few queries, linear in the keys.</summary>
internal sealed class AttentionScratch
{
    /// <summary>Query heads of one key-value head that are worked on together, so that its keys and values are read once for them.</summary>
    public const int Queries = 4;

    public AttentionScratch(int keys, int paddedSize)
    {
        Stride = (keys + 2 * KeyValueCache.KeyBlock - 1) & -KeyValueCache.KeyBlock;
        Scores = new int[Queries * Stride];
        Weights = new byte[2 * Queries * Stride];
        PaddedQueries = new sbyte[Queries * paddedSize];
        Sums = new int[2 * Queries * paddedSize];
    }

    /// <summary>Scores of one query: whole blocks of keys, and one more for a window that begins inside a block.</summary>
    public int Stride { get; }

    /// <summary>Queries x stride.</summary>
    public int[] Scores { get; }

    /// <summary>Queries x stride x 2: for each block the low bytes of its weights, then the high bytes.</summary>
    public byte[] Weights { get; }

    /// <summary>Queries x padded size.</summary>
    public sbyte[] PaddedQueries { get; }

    /// <summary>Queries x 2 x padded size: sums of the low bytes' products, then of the high bytes'.</summary>
    public int[] Sums { get; }
}
