using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Search;

/// <summary>
/// The divisions of the on-chip memory between its three consumers. The sizes that mappings ask for fall into levels; for every triple of
/// levels the least bounds of each product are a running minimum over a three-dimensional table, so that all divisions together cost about
/// as much as reading the candidates twice.
/// </summary>
internal sealed class BufferPlans
{
    private const int MostLevels = 16;
    private readonly AcceleratorParameters _hardware;
    private readonly long[] _activation, _weight, _lanes;

    private BufferPlans(AcceleratorParameters hardware, long[] activation, long[] weight, long[] lanes)
    {
        _hardware = hardware;
        _activation = activation;
        _weight = weight;
        _lanes = lanes;
    }

    /// <summary>Every division in which each product has a mapping and that keeps within <paramref name="memoryBits"/>.</summary>
    public static List<BufferPlan> Of(AcceleratorParameters hardware, IReadOnlyList<(GemmTask Task, IReadOnlyList<MappingCandidate> Candidates)> products, long memoryBits)
    {
        var bits = products.SelectMany(p => p.Candidates).Select(c => c.Needs.Bits(hardware)).ToArray();
        var plans = new BufferPlans(hardware, Levels(bits.Select(b => b.Activation)), Levels(bits.Select(b => b.Weight)), Levels(bits.Select(b => b.Lanes)));
        return plans.Combine(products, memoryBits);
    }

    /// <summary>At most <see cref="MostLevels"/> values, each the largest of its bin; bins are equal in the logarithm.</summary>
    private static long[] Levels(IEnumerable<long> values)
    {
        var all = values.Distinct().Order().ToArray();
        if (all.Length <= MostLevels) return all;
        double low = Math.Log(all[0]), width = (Math.Log(all[^1]) - low) / MostLevels;
        return [.. all.GroupBy(v => Math.Min(MostLevels - 1, (int)((Math.Log(v) - low) / width))).Select(g => g.Max())];
    }

    private List<BufferPlan> Combine(IReadOnlyList<(GemmTask Task, IReadOnlyList<MappingCandidate> Candidates)> products, long memoryBits)
    {
        int a = _activation.Length, w = _weight.Length, l = _lanes.Length;
        var cycles = new long[a * w * l];
        var energy = new double[a * w * l];
        var taskCycles = new long[a * w * l];
        var taskEnergy = new double[a * w * l];
        foreach (var (task, candidates) in products)
        {
            Array.Fill(taskCycles, long.MaxValue);
            Array.Fill(taskEnergy, double.PositiveInfinity);
            foreach (var c in candidates)
            {
                var (activation, weight, lanes) = c.Needs.Bits(_hardware);
                var at = (LevelOf(_activation, activation) * w + LevelOf(_weight, weight)) * l + LevelOf(_lanes, lanes);
                taskCycles[at] = Math.Min(taskCycles[at], c.CyclesBound);
                taskEnergy[at] = Math.Min(taskEnergy[at], c.EnergyBound);
            }

            RunMinimum(taskCycles, a, w, l);
            RunMinimum(taskEnergy, a, w, l);
            for (var i = 0; i < cycles.Length; i++)
            {
                if (cycles[i] == long.MaxValue) continue;
                cycles[i] = taskCycles[i] == long.MaxValue ? long.MaxValue : cycles[i] + taskCycles[i] * task.Repeats;
                energy[i] += taskEnergy[i] * task.Repeats;
            }
        }

        var plans = new List<BufferPlan>();
        for (var i = 0; i < a; i++)
        {
            for (var j = 0; j < w; j++)
            {
                var left = memoryBits - _activation[i] - _weight[j];
                for (var k = 0; k < l && _lanes[k] <= left; k++)
                {
                    // What is left above the last level that fits goes to the lanes; mappings that use it have the bound of the next level.
                    var isLast = k == l - 1 || _lanes[k + 1] > left;
                    var at = (i * w + j) * l + (isLast && k < l - 1 ? k + 1 : k);
                    if (cycles[at] != long.MaxValue) plans.Add(new BufferPlan(_activation[i], _weight[j], isLast && k < l - 1 ? left : _lanes[k], cycles[at], energy[at]));
                }
            }
        }

        return plans;
    }

    private static int LevelOf(long[] levels, long value)
    {
        var at = Array.BinarySearch(levels, value);
        return at >= 0 ? at : ~at;
    }

    /// <summary>Each entry becomes the least of all whose three indices are at most its own.</summary>
    private static void RunMinimum<T>(T[] table, int a, int w, int l) where T : struct, System.Numerics.INumber<T>
    {
        for (var i = 0; i < a; i++)
        {
            for (var j = 0; j < w; j++)
            {
                for (var k = 0; k < l; k++)
                {
                    var at = (i * w + j) * l + k;
                    if (k > 0) table[at] = T.Min(table[at], table[at - 1]);
                    if (j > 0) table[at] = T.Min(table[at], table[at - l]);
                    if (i > 0) table[at] = T.Min(table[at], table[at - w * l]);
                }
            }
        }
    }
}
