using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>One way to spread a product over the instances below a level. By operand, for the dimension that the operand lacks.</summary>
/// <param name="Instances">Instances that share the operand's elements.</param>
/// <param name="Apart">Of their number the factor along axes that do not merge the operand's transfers.</param>
internal sealed record SpreadOption(long[] Instances, long[] Apart)
{
    /// <summary>All that fit the axes of a level, one of each that differ in cost.</summary>
    public static SpreadOption[] Of(MemoryLevel level, int index, ExtentCells[] cells)
    {
        var found = new Dictionary<long[], SpreadOption>(LongSequenceComparer.Instance);
        foreach (var input in cells[0].Counts[index])
        {
            foreach (var weight in cells[1].Counts[index])
            {
                foreach (var output in cells[2].Counts[index])
                {
                    if (level.Fanout.Select((axis, a) => (long)input[a] * weight[a] * output[a] > axis.Size).Contains(true)) continue;
                    int[][] counts = [input, weight, output];
                    long[] instances = [.. counts.Select(c => c.Aggregate(1L, (product, n) => product * n))];
                    long[] apart = [.. counts.Select((c, o) => c.Where((_, a) => !level.Fanout[a].Merges((Operand)o)).Aggregate(1L, (product, n) => product * n))];
                    found.TryAdd([.. instances, .. apart], new SpreadOption(instances, apart));
                }
            }
        }

        return [.. found.Values];
    }
}
