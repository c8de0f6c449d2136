using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>What a mapping costs on an architecture whose off-chip memory has a geometry: <see cref="NestModel"/> with the time and energy of <see cref="DramModel"/>.</summary>
public sealed class DramNestModel
{
    private readonly TensorProblem _problem;
    private readonly Architecture _architecture;
    private readonly DramGeometry _geometry;
    private readonly NestModel _nests;

    /// <summary>Of a product on an architecture.</summary>
    /// <param name="problem">The product.</param>
    /// <param name="architecture">What it runs on.</param>
    /// <param name="level">Of the off-chip memory: the outermost, or the one behind it where some operands have a home on the chip.</param>
    /// <exception cref="ArgumentException">The off-chip memory has no geometry.</exception>
    public DramNestModel(TensorProblem problem, Architecture architecture, int level = 0)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        (_problem, _architecture) = (problem, architecture);
        _geometry = architecture.Levels[level].Geometry ?? throw new ArgumentException($"{architecture.Levels[level].Name} of {architecture.Name} has no geometry", nameof(architecture));
        _nests = new NestModel(problem, architecture);
        Memory = new DramModel(problem, architecture, _geometry, level);
    }

    /// <summary>The memory alone.</summary>
    public DramModel Memory { get; }

    /// <summary>The cost of one mapping with the layouts that suit it best.</summary>
    /// <param name="nest">Valid for problem and architecture.</param>
    /// <param name="kinds">Of the layouts that there are to choose from; at least one.</param>
    /// <param name="key">What of the memory's cost is to be small: two figures, the second where the first are equal; of equal layouts the first of the kinds.</param>
    public DramNestCost Best(LoopNest nest, IReadOnlyList<DramLayoutKind> kinds, Func<DramCost, (double First, double Second)> key)
    {
        var flat = new FlatNest(_problem, _architecture, nest);
        DramTensorCost[][] counted = [.. Enum.GetValues<Operand>().Select(o => DramLayout.Candidates(kinds, _problem, o, _geometry).Select(l => Memory.Count(flat, o, l)).DistinctBy(t => (t.Reads, t.Writes)).ToArray())];
        var ways = from input in counted[0] from weight in counted[1] from output in counted[2] select Memory.Sum(flat, [input, weight, output]);
        return Cost(flat, nest, ways.MinBy(key)!);
    }

    /// <summary>The cost of one mapping with given layouts.</summary>
    /// <param name="nest">Valid for problem and architecture.</param>
    /// <param name="layouts">By operand.</param>
    /// <exception cref="ArgumentException">A layout does not fit its tensor or the memory.</exception>
    public DramNestCost Evaluate(LoopNest nest, IReadOnlyList<DramLayout> layouts)
    {
        var flat = new FlatNest(_problem, _architecture, nest);
        return Cost(flat, nest, Memory.Sum(flat, [.. Enum.GetValues<Operand>().Select(o => Memory.Count(flat, o, layouts[(int)o]))]));
    }

    private DramNestCost Cost(FlatNest flat, LoopNest nest, DramCost memory)
    {
        var plain = _nests.Evaluate(nest);
        var cost = _nests.Evaluate(flat, nest, new DramLoad(Memory, flat, memory, _geometry));
        var background = cost.LatencyCycles * (_geometry.ClockHertz / _architecture.ClockHertz) * _geometry.BackgroundPicojoules;
        LevelCost[] levels = [.. cost.Levels];
        levels[Memory.Level] = levels[Memory.Level] with { EnergyPicojoules = memory.RowPicojoules + memory.BurstPicojoules + background };
        return new DramNestCost(plain, cost with { Levels = levels }, memory, background);
    }
}
