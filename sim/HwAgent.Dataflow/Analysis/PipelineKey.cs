namespace HwAgent.Dataflow.Analysis;

/// <summary>All that the length of a part of the execution depends on.</summary>
/// <param name="Place">The part, and what changes hands when it begins and ends.</param>
/// <param name="Low">The numbers of the first four dimensions' nodes, 16 bits each.</param>
/// <param name="High">Those of the others.</param>
internal readonly record struct PipelineKey(ulong Place, ulong Low, ulong High)
{
    /// <summary>The numbers are small and dense: multiplications by odd constants spread them.</summary>
    public ulong Hash
    {
        get
        {
            var hash = (Place * 0x9E3779B97F4A7C15) ^ (Low * 0xBF58476D1CE4E5B9) ^ (High * 0x94D049BB133111EB);
            return hash ^ hash >> 32;
        }
    }

    /// <summary>The key of a part under the nodes that are in front of it.</summary>
    /// <param name="part">Its number.</param>
    /// <param name="enter">The exchange when it begins.</param>
    /// <param name="exit">The exchange when it ends.</param>
    /// <param name="isFirst">Whether all summed loops outside are in their first iterations.</param>
    /// <param name="isLast">In their last iterations.</param>
    /// <param name="nodes">By dimension.</param>
    public static PipelineKey Of(int part, int enter, int exit, bool isFirst, bool isLast, DimensionNode[] nodes)
    {
        // 12 bits for the part, 25 for each exchange.
        var place = (ulong)part << 52 | (ulong)enter << 27 | (ulong)exit << 2 | (isFirst ? 1UL : 0) | (isLast ? 2UL : 0);
        ulong low = 0, high = 0;
        for (var d = 0; d < nodes.Length; d++)
        {
            if (d < 4) low = low << 16 | (uint)nodes[d].Id;
            else high = high << 16 | (uint)nodes[d].Id;
        }

        return new PipelineKey(place, low, high);
    }
}
