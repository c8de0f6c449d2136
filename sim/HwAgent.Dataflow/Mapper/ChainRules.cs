using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>What the chains of one dimension must keep to: axes, constraints of the architecture, and the room of each level for its tile alone.</summary>
internal sealed class ChainRules
{
    private readonly LoopSlots _slots;
    private readonly long[] _temporal, _mostTemporal, _spatial;
    private readonly long[] _mostExtent;
    private readonly int[] _mostInstances;

    /// <summary>Gathers the rules.</summary>
    public ChainRules(TensorProblem problem, Architecture architecture, LoopSlots slots, int dimension)
    {
        _slots = slots;
        Dimension = dimension;
        Size = problem.Dimensions[dimension].Size;
        var levels = architecture.Levels.Count;
        (_temporal, _mostTemporal, _spatial, _mostExtent, IsKept) = (new long[levels], new long[levels], new long[levels], new long[levels], new bool[levels]);
        _mostInstances = new int[slots.All.Length];
        var name = problem.Dimensions[dimension].Name;
        for (var level = 0; level < levels; level++)
        {
            var memory = architecture.Levels[level];
            var constraint = architecture.Constraints.Levels.FirstOrDefault(c => c.Level == memory.Name);
            _temporal[level] = constraint?.TemporalFactors.GetValueOrDefault(name) ?? 0;
            _mostTemporal[level] = constraint?.LargestTemporalFactors.GetValueOrDefault(name, long.MaxValue) ?? long.MaxValue;
            _spatial[level] = constraint?.SpatialFactors.GetValueOrDefault(name) ?? 0;
            _mostExtent[level] = Size;
            foreach (var operand in Enum.GetValues<Operand>())
            {
                var tensor = problem.Tensor(operand);
                if (!tensor.Uses(dimension)) continue;
                IsKept[level] |= memory.MayKeep.Has(operand);
                if (memory.SizeBits is { } bits && (memory.MustKeep & memory.MayKeep).Has(operand)) _mostExtent[level] = Math.Min(_mostExtent[level], bits / (tensor.Bits * (level == 0 ? 1 : memory.Buffers)));
            }

            var most = constraint?.LargestSpatialFactors.GetValueOrDefault(name, long.MaxValue) ?? long.MaxValue;
            for (var slot = 0; slot < slots.All.Length; slot++)
            {
                if (slots.All[slot].Level != level || slots.All[slot].IsTemporal) continue;
                var axis = memory.Fanout[slots.All[slot].Axis];
                var isFree = (constraint is null || !constraint.AxisDimensions.TryGetValue(axis.Name, out var names) || names.Contains(name))
                    && Enum.GetValues<Operand>().All(o => !axis.Shared.Has(o) || !problem.Tensor(o).Uses(dimension));
                _mostInstances[slot] = isFree ? (int)Math.Min(axis.Size, most) : 1;
            }
        }

        Axes = [.. slots.All.Select(s => s.IsTemporal ? 0 : architecture.Levels[s.Level].Fanout[s.Axis].Size)];
        IsConstrained = architecture.Constraints.Levels.Any(c => c.TemporalFactors.ContainsKey(name) || c.LargestTemporalFactors.ContainsKey(name));
    }

    /// <summary>Index of the dimension.</summary>
    public int Dimension { get; }

    /// <summary>Of the dimension.</summary>
    public long Size { get; }

    /// <summary>By level: whether the tile of any operand that may be kept there depends on the dimension.</summary>
    public bool[] IsKept { get; }

    /// <summary>By place: instances of the axis; 0 for loops in time.</summary>
    public int[] Axes { get; }

    /// <summary>Whether counts of loops in time are prescribed or limited.</summary>
    public bool IsConstrained { get; }

    /// <summary>Iterations that are prescribed for a level's loop in time; 0 for any.</summary>
    public long Iterations(int level) => _temporal[level];

    /// <summary>Instances that are prescribed for a level's fanout; 0 for any.</summary>
    public long Instances(int level) => _spatial[level];

    /// <summary>Most instances at a place.</summary>
    public int MostInstances(int slot) => _mostInstances[slot];

    /// <summary>Whether a chunk handed to a level's loops in time is small enough for its memory.</summary>
    public bool Holds(int level, long extent) => extent <= _mostExtent[level];

    /// <summary>Whether a complete chain keeps to everything.</summary>
    public bool Allows(in StepChain chain)
    {
        for (var slot = 0; slot < _slots.All.Length; slot++)
        {
            var (level, axis) = _slots.All[slot];
            var count = chain.Count(slot);
            if (axis < 0)
            {
                if (_temporal[level] > 0 && count != _temporal[level] || count > _mostTemporal[level]) return false;
                if (!Holds(level, chain.Incoming(slot))) return false;
                if (_spatial[level] > 0 && !IsSpread(chain, level, chain.Steps[slot])) return false;
            }
            else if (count > _mostInstances[slot])
            {
                return false;
            }
        }

        return !UsesAxisTwice(chain);
    }

    /// <summary>A chunk is dealt as evenly as it goes, which may leave instances idle, as <see cref="Analysis.NestConstraints"/> has it.</summary>
    private bool IsSpread(in StepChain chain, int level, long incoming)
    {
        var product = 1L;
        var step = incoming;
        for (var slot = 0; slot < _slots.All.Length; slot++)
        {
            if (_slots.All[slot].Level != level || _slots.All[slot].IsTemporal) continue;
            product *= chain.Count(slot);
            step = chain.Steps[slot];
        }

        return product == _spatial[level] || (product > 1 || Size == 1) && step == (incoming + _spatial[level] - 1) / _spatial[level];
    }

    /// <summary>The third place of a level with two axes is for the other order of two loops, never for a lone one.</summary>
    private bool UsesAxisTwice(in StepChain chain)
    {
        for (var slot = 2; slot < _slots.All.Length; slot++)
        {
            var here = _slots.All[slot];
            if (here.IsTemporal || _slots.All[slot - 2] != here || chain.Count(slot) == 1) continue;
            if (chain.Count(slot - 2) > 1 || chain.Count(slot - 1) == 1) return true;
        }

        return false;
    }
}
