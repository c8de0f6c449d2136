using System.Globalization;
using System.Text;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>Writes a Timeloop mapping, where Timeloop can say it: one loop a dimension in each level, and pieces that are cut evenly but for the last.</summary>
internal sealed class TimeloopMappingWriting(TensorProblem problem, Architecture architecture, LoopNest nest)
{
    private readonly List<string> _problems = [];
    private readonly StringBuilder _text = new("mapping:\n");
    private Dictionary<(int Level, int Axis, int Dimension), (long Bound, long Last)> _factors = [];

    /// <summary>Why there is no mapping.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Whether a loop has another bound in the last pass of those outside of it.</summary>
    public bool IsRagged => _factors.Values.Any(f => f.Bound != f.Last);

    public string? Write()
    {
        _factors = Factors();
        for (var level = 0; level < nest.Levels.Count && _problems.Count == 0; level++) AddLevel(level);
        return _problems.Count == 0 ? _text.ToString() : null;
    }

    private Dictionary<(int Level, int Axis, int Dimension), (long Bound, long Last)> Factors()
    {
        var factors = new Dictionary<(int Level, int Axis, int Dimension), (long Bound, long Last)>();
        for (var d = 0; d < problem.Dimensions.Count; d++)
        {
            var loops = FactorChain.Loops(nest, d);
            if (FactorChain.Of(problem.Dimensions[d].Size, [.. loops.Select(l => l.Step)]) is not { } chain)
            {
                _problems.Add($"the steps of {problem.Dimensions[d].Name} ({string.Join(", ", loops.Select(l => l.Step))}) do not divide one another down to 1: Timeloop's loops are ragged in their last pass alone");
                continue;
            }

            foreach (var (loop, factor) in loops.Zip(chain).Where(x => x.Second != (1, 1)))
            {
                if (!factors.TryAdd((loop.Level, loop.Axis, d), factor))
                    _problems.Add($"{architecture.Levels[loop.Level].Name} has two loops over {problem.Dimensions[d].Name}, Timeloop has one");
            }
        }

        return factors;
    }

    private void AddLevel(int level)
    {
        var memory = architecture.Levels[level];
        var keeps = nest.Levels[level].Keeps;
        Line($"- {{target: {memory.Name}, type: dataspace, keep: [{Spaces(keeps)}], bypass: [{Spaces(OperandSet.All & ~keeps)}]}}");
        var temporal = nest.Levels[level].Temporal.Select(l => l.Dimension).Where(d => _factors.ContainsKey((level, -1, d))).Reverse().ToList();
        Line($"- {{target: {memory.Name}, type: temporal, factors: [{Factors(d => (level, -1, d))}], permutation: [{Permutation(temporal)}]}}");
        foreach (var array in TimeloopArray.Of(memory.Fanout))
        {
            var x = On(level, array.X);
            var y = On(level, array.Y);
            foreach (var both in x.Intersect(y)) _problems.Add($"{problem.Dimensions[both].Name} goes over both axes of {array.Name}, Timeloop's split lets it go over one");
            // What goes nowhere has the factor 1 and may stand on either side.
            List<int> rest = [.. Enumerable.Range(0, problem.Dimensions.Count).Except(x).Except(y)];
            List<int> order = [.. rest, .. x, .. y];
            var factors = Factors(d => (level, (y.Contains(d) ? array.Y : array.X) ?? array.Y!.Value, d));
            Line(string.Create(CultureInfo.InvariantCulture, $"- {{target: {array.Name}, type: spatial, factors: [{factors}], permutation: [{Permutation(order)}], split: {rest.Count + x.Count}}}"));
        }
    }

    /// <summary>The dimensions that go over an axis.</summary>
    private List<int> On(int level, int? axis) =>
        axis is null ? [] : [.. nest.Levels[level].Spatial.Where(s => s.Axis == axis && _factors.ContainsKey((level, axis.Value, s.Dimension))).Select(s => s.Dimension).Distinct().Reverse()];

    private string Factors(Func<int, (int Level, int Axis, int Dimension)> key) => string.Join(", ", problem.Dimensions.Select((dimension, d) =>
    {
        var (bound, last) = _factors.GetValueOrDefault(key(d), (1, 1));
        return bound == last ? string.Create(CultureInfo.InvariantCulture, $"{dimension.Name}={bound}") : string.Create(CultureInfo.InvariantCulture, $"\"{dimension.Name}={bound},{last}\"");
    }));

    /// <summary>Every dimension, innermost first; those without a loop stand inside, where they do nothing.</summary>
    private string Permutation(IReadOnlyList<int> order) =>
        string.Join(", ", Enumerable.Range(0, problem.Dimensions.Count).Except(order).Concat(order).Select(d => problem.Dimensions[d].Name));

    private string Spaces(OperandSet set) => string.Join(", ", Enum.GetValues<Operand>().Where(o => set.Has(o)).Select(o => problem.Tensor(o).Name));

    private void Line(string line) => _text.Append(line).Append('\n');
}
