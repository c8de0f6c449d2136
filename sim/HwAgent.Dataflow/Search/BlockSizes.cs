namespace HwAgent.Dataflow.Search;

/// <summary>Sizes of blocks worth looking at.</summary>
internal static class BlockSizes
{
    /// <summary>
    /// Splits <paramref name="units"/> into 1, 2, 3, ... parts as equal as they can be and returns the size of a part in units, largest first.
    /// Equal parts leave the smallest ragged edge. The numbers of parts grow by a quarter; unless <paramref name="isFine"/>, those from 12 by a
    /// half and those from 40 twofold, for small blocks are slow whatever their exact size.
    /// </summary>
    public static IReadOnlyList<int> Balanced(int units, int largest, bool isFine)
    {
        var sizes = new List<int>();
        for (var parts = 1; ; parts += isFine || parts < 12 ? Math.Max(1, parts / 4) : parts < 40 ? parts / 2 : parts)
        {
            var size = (units + parts - 1) / parts;
            if (size <= largest && (sizes.Count == 0 || sizes[^1] != size)) sizes.Add(size);
            if (size <= 1) return sizes;
        }
    }
}
