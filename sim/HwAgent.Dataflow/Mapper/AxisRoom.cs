using HwAgent.Dataflow.Architectures;

namespace HwAgent.Dataflow.Mapper;

/// <summary>One axis of instances: the dimensions that are spread over it must fit together.</summary>
internal sealed class AxisRoom
{
    private readonly int[] _dimensions;
    private readonly int _query;
    private readonly int _size;

    private AxisRoom(int[] dimensions, int query, int size) => (_dimensions, _query, _size) = (dimensions, query, size);

    /// <summary>Every axis of the architecture.</summary>
    public static IEnumerable<AxisRoom> Of(Architecture architecture, int[] dimensions, LoopSlots slots, QueryTable queries)
    {
        for (var level = 0; level < architecture.Levels.Count; level++)
        {
            for (var axis = 0; axis < architecture.Levels[level].Fanout.Count; axis++)
            {
                var slot = new LoopSlot(level, axis);
                var mask = slots.Mask(s => s == slot);
                yield return new AxisRoom(dimensions, queries.Number(new ChainQuery(ChainQueryKind.Instances, mask, 0, 0, false), dimensions), architecture.Levels[level].Fanout[axis].Size);
            }
        }
    }

    /// <summary>Whether the instances are enough.</summary>
    public bool Fits(double[][] answers)
    {
        var product = 1.0;
        foreach (var d in _dimensions) product *= answers[d][_query];
        return product <= _size;
    }
}
