using System.Globalization;
using System.Numerics;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper.Quick;

/// <summary>
/// An architecture of any depth as <see cref="HierarchyMapper"/> sees it: its levels from the off-chip memory (level 0) inwards, the axes below them, and which port takes what.
/// Operands with a home in the shared buffer come from level 0 as well, at that buffer's energies and through its ports.
/// </summary>
internal sealed class HierarchyHardware
{
    private const int MostLevels = 8, MostAxes = 5;

    private readonly int[] _ports;
    private readonly double[] _reads, _writes;

    private HierarchyHardware(Architecture architecture, int first)
    {
        (Architecture, First) = (architecture, first);
        Levels = architecture.Levels.Count - first;
        Resident = first == 0 ? OperandSet.None : OperandSet.All & ~architecture.Levels[first].MayKeep;
        Home = Enumerable.Range(1, Levels - 1).FirstOrDefault(l => this[l].SizeBits is not null && architecture.Instances(first + l) == 1);
        var rates = new List<double>();
        _ports = new int[Levels * 12];
        Array.Fill(_ports, -1);
        (_reads, _writes) = (new double[Levels * 3], new double[Levels * 3]);
        for (var l = 0; l < Levels; l++)
        {
            foreach (var port in this[l].Ports)
            {
                for (var bit = 0; bit < 12; bit++) if ((port.Serves >> bit & 1) != 0) _ports[(l * 12) + bit] = rates.Count;
                rates.Add(port.BitsPerCycle);
            }

            for (var o = 0; o < 3; o++) (_reads[(l * 3) + o], _writes[(l * 3) + o]) = (this[l].ReadPicojoulesPerBit, this[l].WritePicojoulesPerBit);
        }

        foreach (var operand in Enum.GetValues<Operand>())
        {
            if (!Resident.Has(operand)) continue;
            for (var t = 0; t < 4; t++) _ports[(4 * (int)operand) + t] = _ports[(Home * 12) + (4 * (int)operand) + t];
            (_reads[(int)operand], _writes[(int)operand]) = (this[Home].ReadPicojoulesPerBit, this[Home].WritePicojoulesPerBit);
        }

        PortRates = [.. rates];
        Axes = [.. Enumerable.Range(0, Levels).SelectMany(l => this[l].Fanout.Select((axis, i) => new HierarchyAxis(l, i, axis, AllowedDimensions(l, axis.Name))))];
        Orders = [.. Enumerable.Range(0, Levels).Select(AllowedOrders)];
        Signature = string.Join('\n', Enumerable.Range(0, Levels).Select(Describe));
    }

    public Architecture Architecture { get; }

    /// <summary>Index of the off-chip memory in the architecture: 1 behind the level of resident tensors, else 0.</summary>
    public int First { get; }

    /// <summary>Levels from the off-chip memory inwards.</summary>
    public int Levels { get; }

    /// <summary>The shared buffer; 0: there is none.</summary>
    public int Home { get; }

    /// <summary>Operands that have their home in the shared buffer.</summary>
    public OperandSet Resident { get; }

    /// <summary>Bits a cycle of every port.</summary>
    public double[] PortRates { get; }

    /// <summary>All axes, outermost first.</summary>
    public IReadOnlyList<HierarchyAxis> Axes { get; }

    /// <summary>Per level the loop orders that constraints allow, as indices of <see cref="TilingMapper.OrderOf"/>.</summary>
    public int[][] Orders { get; }

    /// <summary>All of it in words, with <see cref="Room"/> for the shared buffer's size.</summary>
    public string Signature { get; }

    /// <summary>The largest power of two that is no more than the bits of the shared buffer; null: there is none.</summary>
    public long? Room => Home == 0 ? null : 1L << BitOperations.Log2((ulong)Math.Max(1, this[Home].SizeBits!.Value));

    public MemoryLevel this[int level] => Architecture.Levels[First + level];

    /// <summary>Null: it has more levels or axes than this mapper tries, axes with copies of one memory, or constraints on numbers of iterations or instances.</summary>
    public static HierarchyHardware? Of(Architecture architecture)
    {
        var first = architecture.Levels[0].Name == TilingHardware.ResidentLevel ? 1 : 0;
        var levels = architecture.Levels.Count - first;
        return levels is >= 2 and <= MostLevels && architecture.Levels.Sum(l => l.Fanout.Count) <= MostAxes && architecture.Constraints.Levels.All(IsKnown)
            && architecture.Levels.All(l => l.Fanout.All(a => a.Shared == OperandSet.None)) ? new HierarchyHardware(architecture, first) : null;
    }

    public OperandSet MayKeep(int level) => level == 0 && First == 0 ? OperandSet.All : this[level].MayKeep;

    public OperandSet MustKeep(int level) => level == 0 ? MayKeep(0) : this[level].MustKeep & this[level].MayKeep;

    /// <summary>Energy of a bit of an operand read at a level.</summary>
    public double ReadPicojoules(int level, int operand) => _reads[(level * 3) + operand];

    /// <summary>Energy of a bit of an operand written at a level.</summary>
    public double WritePicojoules(int level, int operand) => _writes[(level * 3) + operand];

    /// <summary>Index of the port that takes a transfer; -1: it has no limit.</summary>
    public int Port(int level, int operand, Transfer transfer) => _ports[(level * 12) + (4 * operand) + (int)transfer];

    /// <summary>Whether constraints forbid a loop over a dimension at a level.</summary>
    public bool IsWhole(TensorProblem problem, int level, int dimension) =>
        Constraint(level)?.TemporalFactors.GetValueOrDefault(problem.Dimensions[dimension + 1].Name) == 1;

    private static readonly string[] Names = ["M", "N", "K"];

    private static bool IsKnown(LevelConstraint c) => c.TemporalFactors.Values.All(f => f == 1) && c.LargestTemporalFactors.Count == 0 && c.SpatialFactors.Count == 0 && c.LargestSpatialFactors.Count == 0;

    private LevelConstraint? Constraint(int level) => Architecture.Constraints.Levels.FirstOrDefault(c => c.Level == this[level].Name);

    private int[] AllowedDimensions(int level, string axis) =>
        Constraint(level)?.AxisDimensions.GetValueOrDefault(axis) is { } names ? [.. Enumerable.Range(0, 3).Where(d => names.Contains(Names[d]))] : [0, 1, 2];

    private int[] AllowedOrders(int level)
    {
        if (Constraint(level)?.Permutation is not { Count: > 0 } wanted) return [0, 1, 2, 3, 4, 5];
        var ranks = Names.Select(n => wanted.ToList().IndexOf(n)).Select(rank => rank < 0 ? int.MaxValue : rank).ToArray();
        return [.. Enumerable.Range(0, 6).Where(IsAllowed)];

        // Constraints name the loops from the innermost outwards.
        bool IsAllowed(int index)
        {
            var order = TilingMapper.OrderOf(index);
            return ranks[order[2] - 1] <= ranks[order[1] - 1] && ranks[order[1] - 1] <= ranks[order[0] - 1];
        }
    }

    private string Describe(int level)
    {
        var l = this[level];
        var c = Constraint(level);
        return string.Create(CultureInfo.InvariantCulture, $"""
            {(level == Home ? Room : l.SizeBits)} {l.Buffers} {MayKeep(level)} {MustKeep(level)} {l.ReadPicojoulesPerBit} {l.WritePicojoulesPerBit} {string.Join(' ', l.Ports)} {string.Join(' ', l.Fanout)}
            {(c is null ? "" : string.Join(' ', c.TemporalFactors) + '|' + string.Join(' ', c.Permutation))} {string.Join(' ', Axes.Where(a => a.Level == level).SelectMany(a => a.Allowed))}
            """);
    }
}
