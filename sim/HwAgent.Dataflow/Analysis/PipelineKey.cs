namespace HwAgent.Dataflow.Analysis;

/// <summary>All that the length of a part of the execution depends on.</summary>
/// <param name="Level">The level whose step it is a part of.</param>
/// <param name="Index">The loop that it begins with.</param>
/// <param name="Chunks">The numbers of the dimensions' nodes, 16 bits each.</param>
/// <param name="Enter">The exchange when it begins.</param>
/// <param name="Exit">The exchange when it ends.</param>
/// <param name="IsFirst">Whether all summed loops outside are in their first iterations.</param>
/// <param name="IsLast">In their last iterations.</param>
internal readonly record struct PipelineKey(int Level, int Index, UInt128 Chunks, int Enter, int Exit, bool IsFirst, bool IsLast)
{
    /// <summary>The numbers are small and dense: a multiplication by an odd constant spreads them.</summary>
    public override int GetHashCode()
    {
        var hash = ((ulong)Chunks ^ (ulong)(Chunks >> 64) * 31) * 0x9E3779B97F4A7C15;
        hash ^= (ulong)(uint)Enter << 40 ^ (ulong)(uint)Exit << 20 ^ (ulong)(uint)(Level << 16 | Index << 2) ^ (IsFirst ? 1UL : 0) ^ (IsLast ? 2UL : 0);
        hash *= 0xBF58476D1CE4E5B9;
        return (int)(hash >> 32);
    }
}
