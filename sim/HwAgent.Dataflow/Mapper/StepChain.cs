using System.Runtime.CompilerServices;
using HwAgent.Dataflow.Analysis;

namespace HwAgent.Dataflow.Mapper;

/// <summary>The steps of one dimension's loops, a step for each of the <see cref="LoopSlots"/>; never rising inwards, 1 at the end. A step as large as the largest chunk that comes in makes no loop.</summary>
/// <param name="Size">Of the dimension.</param>
/// <param name="Steps">Outermost first.</param>
internal readonly record struct StepChain(long Size, long[] Steps)
{
    /// <summary>The largest chunk that comes in at a place.</summary>
    public long Incoming(int slot) => slot == 0 ? Size : Steps[slot - 1];

    /// <summary>Iterations or instances at a place, at its largest chunk.</summary>
    public long Count(int slot) => (Incoming(slot) + Steps[slot] - 1) / Steps[slot];

    /// <summary>The places where there is a loop.</summary>
    public ulong Loops
    {
        get
        {
            var mask = 0UL;
            for (var i = 0; i < Steps.Length; i++)
            {
                if (Steps[i] < Incoming(i)) mask |= 1UL << i;
            }

            return mask;
        }
    }

    /// <summary>The answer to a question; negative where more is better, so that smaller is always better.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Answer(in ChainQuery query)
    {
        if (query.Kind == ChainQueryKind.Instances)
        {
            var product = 1L;
            for (var i = 0; i < Steps.Length; i++)
            {
                if ((query.Slots >> i & 1) != 0) product *= Count(i);
            }

            return product;
        }

        if (query.Kind == ChainQueryKind.Last) return Last(query);
        var tally = new ChunkTally(Size, stackalloc (long, long)[Steps.Length + 1]);
        var extent = Size;
        for (var i = 0; i < Steps.Length; i++)
        {
            if ((query.Slots >> i & 1) == 0 || Steps[i] >= Incoming(i)) continue;
            extent = Math.Min(extent, Steps[i]);
            if (query.Kind == ChainQueryKind.Extent) continue;
            tally.Cut(Steps[i], (query.All >> i & 1) != 0 ? CutRule.All : (query.Whole >> i & 1) != 0 ? CutRule.Whole : CutRule.First);
        }

        double answer = query.Kind switch
        {
            ChainQueryKind.Extent => extent,
            ChainQueryKind.Chunks => tally.Chunks,
            _ => tally.Elements,
        };
        return query.IsGain ? -answer : answer;
    }

    private long Last(in ChainQuery query)
    {
        var extent = Size;
        for (var i = 0; i < Steps.Length; i++)
        {
            if ((query.Slots >> i & 1) == 0 || (query.All >> i & 1) != 0) continue;
            extent = (query.Whole >> i & 1) != 0 ? Math.Min(extent, Steps[i]) : (extent - 1) % Steps[i] + 1;
        }

        return extent;
    }
}
