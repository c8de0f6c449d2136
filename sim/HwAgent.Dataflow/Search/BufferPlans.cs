using System.Numerics;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Search;

/// <summary>
/// The divisions of the on-chip memory between its three consumers. The sizes that mappings ask for fall into levels; for every triple of
/// levels the least bounds of each product are a running minimum over a three-dimensional table, so that all divisions together cost about
/// as much as reading the candidates twice.
/// </summary>
internal sealed class BufferPlans
{
    private readonly SizeLevels _activation, _weight, _lanes;

    private BufferPlans(SizeLevels activation, SizeLevels weight, SizeLevels lanes)
    {
        _activation = activation;
        _weight = weight;
        _lanes = lanes;
    }

    /// <summary>Every division in which each product has a mapping and that keeps within <paramref name="memoryBits"/>.</summary>
    public static List<BufferPlan> Of(IReadOnlyList<(GemmTask Task, MappingCandidate[] Candidates)> products, long memoryBits)
    {
        var plans = new BufferPlans(SizeLevels.Of(products, b => b.Activation), SizeLevels.Of(products, b => b.Weight), SizeLevels.Of(products, b => b.Lanes));
        return plans.Combine(products, memoryBits);
    }

    private List<BufferPlan> Combine(IReadOnlyList<(GemmTask Task, MappingCandidate[] Candidates)> products, long memoryBits)
    {
        int a = _activation.Count, w = _weight.Count, l = _lanes.Count;
        var cycles = new long[a * w * l];
        var energy = new double[a * w * l];
        var taskCycles = new long[a * w * l];
        var taskEnergy = new double[a * w * l];
        foreach (var (task, candidates) in products)
        {
            Array.Fill(taskCycles, long.MaxValue);
            Array.Fill(taskEnergy, double.PositiveInfinity);
            foreach (ref readonly var c in candidates.AsSpan())
            {
                var (activation, weight, lanes) = c.Bits;
                var at = (_activation.LevelOf(activation) * w + _weight.LevelOf(weight)) * l + _lanes.LevelOf(lanes);
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
                    if (cycles[at] != long.MaxValue) plans.Add(new BufferPlan(new BufferBits(_activation[i], _weight[j], isLast && k < l - 1 ? left : _lanes[k]), cycles[at], energy[at]));
                }
            }
        }

        return plans;
    }

    /// <summary>Each entry becomes the least of all whose three indices are at most its own.</summary>
    private static void RunMinimum<T>(T[] table, int a, int w, int l) where T : struct, INumber<T>
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
