using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Analysis;

/// <summary>The steps of every level in order, with the bits through each port of the first instances, and what they take as a pipeline.</summary>
internal sealed class SimulatedTiming(Architecture architecture, SimulatedNest nest)
{
    private readonly List<(int Level, MemoryPort Port)> _ports = [.. architecture.Levels.SelectMany((l, level) => l.Ports.Select(p => (level, p)))];
    private readonly List<Dictionary<int, long>>[] _loads = [.. architecture.Levels.Append(null).Select(_ => new List<Dictionary<int, long>>())];
    private readonly List<Dictionary<int, long>>[] _stores = [.. architecture.Levels.Append(null).Select(_ => new List<Dictionary<int, long>>())];
    private readonly List<int>[] _outerStep = [.. architecture.Levels.Append(null).Select(_ => new List<int>())];
    private readonly Dictionary<int, long>[] _last = [.. architecture.Levels.Select(_ => new Dictionary<int, long>())];

    private int Levels => architecture.Levels.Count;

    public long Steps => _loads[Levels].Count;

    /// <summary>A step of every level begins of which an outer loop has moved; the multipliers' one does always.</summary>
    public void Begin(int? moved)
    {
        for (var level = 0; level <= Levels; level++)
        {
            if (moved is not null && (level == 0 || !nest.Loops.Take(nest.Starts[level]).Skip(moved.Value).Any(l => l.IsTemporal))) continue;
            _loads[level].Add([]);
            _stores[level].Add([]);
            _outerStep[level].Add(level == 0 ? 0 : _loads[level - 1].Count - 1);
        }
    }

    /// <summary>Bits that come for the step that has begun; with the level of the multipliers as the child all that they do in it.</summary>
    public void Come(int child, int level, Operand operand, Transfer transfer, long bits) => Add(_loads[child][^1], level, operand, transfer, bits);

    /// <summary>Bits that go when a step has begun, or when all is done.</summary>
    public void Go(bool isEnd, int child, int level, Transfer transfer, long bits) => Add(isEnd ? _last[child] : _stores[child][^1], level, Operand.Output, transfer, bits);

    public long FillCycles => Enumerable.Range(1, Levels - 1).Sum(l => Cycles(_loads[l][0])) + architecture.Levels.Sum(l => l.LatencyCycles);

    public long DrainCycles => Enumerable.Range(1, Levels - 1).Sum(l => Cycles(_last[l]));

    /// <summary>Bits through a port in the whole execution.</summary>
    public long Bits(int level, MemoryPort port)
    {
        var index = _ports.IndexOf((level, port));
        return _loads.Concat(_stores).SelectMany(s => s).Concat(_last).Sum(s => s.GetValueOrDefault(index));
    }

    /// <summary>The steps of the innermost level first; each outer step takes the sum of its inner ones, and waits for its exchange.</summary>
    public long RunCycles()
    {
        var cycles = _loads[Levels].Select(step => Math.Max(1, Cycles(step))).ToArray();
        var bits = _loads[Levels].ToArray();
        for (var level = Levels - 1; level >= 0; level--)
        {
            var count = _loads[level].Count;
            var outer = new long[count];
            var through = Enumerable.Range(0, count).Select(_ => new Dictionary<int, long>()).ToArray();
            for (var i = 0; i < cycles.Length; i++)
            {
                outer[_outerStep[level + 1][i]] += cycles[i];
                Merge(through[_outerStep[level + 1][i]], bits[i]);
            }

            for (var step = 0; step < count; step++)
            {
                var exchanged = new Dictionary<int, long>();
                var isDouble = architecture.Levels[level].Buffers > 1;
                if (step + 1 < count) Merge(exchanged, _loads[level][step + 1]);
                // What left when a step began goes out during that step; without a second buffer before it.
                if (isDouble) Merge(exchanged, _stores[level][step]);
                else if (step + 1 < count) Merge(exchanged, _stores[level][step + 1]);
                Merge(through[step], exchanged);
                outer[step] = isDouble ? Math.Max(outer[step], Cycles(through[step])) : outer[step] + Cycles(exchanged);
            }

            (cycles, bits) = (outer, through);
        }

        return cycles.Single();
    }

    private long Cycles(Dictionary<int, long> bits) => bits.Count == 0 ? 0 : bits.Max(b => (long)Math.Ceiling(b.Value / _ports[b.Key].Port.BitsPerCycle));

    private static void Merge(Dictionary<int, long> into, Dictionary<int, long> from)
    {
        foreach (var (port, bits) in from) into[port] = into.GetValueOrDefault(port) + bits;
    }

    private void Add(Dictionary<int, long> step, int level, Operand operand, Transfer transfer, long bits)
    {
        var port = _ports.FindIndex(p => p.Level == level && (p.Port.Serves & MemoryPort.Bit(operand, transfer)) != 0);
        if (port >= 0 && bits > 0) step[port] = step.GetValueOrDefault(port) + bits;
    }
}
