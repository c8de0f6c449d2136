using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>One way, or several that are alike, to spread a product over the instances below a level. By operand, for the dimension that the operand lacks.</summary>
/// <param name="Shares">Instances that share the operand's elements.</param>
internal sealed record SpreadOption(InstanceRange[] Shares)
{
    /// <summary>All that fit the axes of a level.</summary>
    /// <param name="level">The level.</param>
    /// <param name="index">Its index.</param>
    /// <param name="cells">By operand.</param>
    /// <param name="most">Options at most, before it is known which fit.</param>
    public static SpreadOption[] Of(MemoryLevel level, int index, ExtentCells[] cells, double most)
    {
        var found = new List<SpreadOption>();
        InstanceRange[][] ranges;
        for (var ratio = 0.0; ;)
        {
            ranges = [.. cells.Select((c, operand) => InstanceRange.Of(c.Counts[index], level, (Operand)operand, ratio))];
            if (ranges.Aggregate(1.0, (product, r) => product * r.Length) <= most) break;
            ratio = Math.Max(1, ratio * 1.1);
        }

        var instances = level.Fanout.Aggregate(1.0, (product, axis) => product * axis.Size);
        foreach (var input in ranges[0])
        {
            foreach (var weight in ranges[1])
            {
                foreach (var output in ranges[2])
                {
                    if ((double)input.Least * weight.Least * output.Least > instances) continue;
                    if (level.Fanout.Select((axis, a) => (long)input.Along[a] * weight.Along[a] * output.Along[a] > axis.Size).Contains(true)) continue;
                    found.Add(new SpreadOption([input, weight, output]));
                }
            }
        }

        return [.. found];
    }
}
