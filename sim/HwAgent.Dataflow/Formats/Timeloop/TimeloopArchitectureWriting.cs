using System.Globalization;
using System.Text;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>
/// Writes a Timeloop v4 architecture, and notes what it cannot say. Constraints on loops are a text of their own, for Timeloop's mapper: its front end takes no
/// constraint on a node that a mapping speaks of, too.
/// </summary>
internal sealed class TimeloopArchitectureWriting(TensorProblem problem, Architecture architecture, List<string> warnings)
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _constraints = new();

    /// <summary>Bits of a word of every memory: Timeloop counts in words, and has one width a memory.</summary>
    public static int WordBits(TensorProblem problem) => problem.Tensor(Operand.Input).Bits;

    /// <summary>The architecture, and the constraints on the loops of its mappings; null when there are none.</summary>
    public static (string Architecture, string? Constraints) Write(TensorProblem problem, Architecture architecture, List<string> warnings)
    {
        var writer = new TimeloopArchitectureWriting(problem, architecture, warnings);
        writer.WriteAll();
        return (writer._text.ToString(), writer._constraints.Length == 0 ? null : $"constraints:\n  version: 0.4\n  targets:\n{writer._constraints}");
    }

    private void WriteAll()
    {
        var word = WordBits(problem);
        if (problem.Tensors.Any(t => t.Bits != word) || problem.PartialBits != word)
            warnings.Add($"Timeloop has one width for all operands: {word} bits stand for weights of {problem.Tensors[1].Bits}, outputs of {problem.Tensors[2].Bits} and partial sums of {problem.PartialBits} bits");
        Line("architecture:");
        Line("  version: 0.4");
        Line("  nodes:");
        Line("  - !Container");
        Line("    name: system");
        Line(Text($"    attributes: {{technology: \"45nm\", global_cycle_seconds: {YamlNumber.Of(1 / architecture.ClockHertz)}}}"));
        for (var l = 0; l < architecture.Levels.Count; l++)
        {
            AddMemory(architecture.Levels[l], word);
            AddArrays(architecture.Levels[l]);
        }

        Line("  - !Component");
        Line($"    name: {architecture.Compute.Name}");
        Line("    class: compute");
        Line("    subclass: intmac");
        Line(Text($"    attributes: {{datawidth: {word}}}"));
        Line("variables:");
        Line("  version: 0.4");
        Line("  technology: \"45nm\"");
        Line(Text($"  global_cycle_seconds: {YamlNumber.Of(1 / architecture.ClockHertz)}"));
        if (problem.Dimensions.Any(d => d.Name.Length > 1)) warnings.Add("Timeloop's front end joins the names of a permutation: dimensions of more than one letter are not told apart");
        if (architecture.Levels.SelectMany(l => l.Fanout).Any(a => a.Shared != OperandSet.None)) warnings.Add("Timeloop has a memory for each instance: those that share one here have one each, of a part of its energy");
        if (architecture.Vector is not null) warnings.Add("the vector unit is left out");
    }

    private void AddMemory(MemoryLevel level, int word)
    {
        // Timeloop's width is a whole number of words.
        var width = Math.Max(1, level.WordBits / word) * word;
        if (width != level.WordBits) warnings.Add($"{level.Name}: a width of {width} bits stands for {level.WordBits}");
        Line("  - !Component");
        Line($"    name: {level.Name}");
        Line($"    class: {(level.Kind == MemoryKind.Dram ? "DRAM" : level.Kind == MemoryKind.Sram ? "SRAM" : "storage")}");
        if (level.Kind == MemoryKind.Register) Line("    subclass: reg_storage");
        var attributes = new List<string>();
        if (level.Kind == MemoryKind.Dram) attributes.Add("type: \"LPDDR4\"");
        attributes.Add(Text($"width: {width}"));
        attributes.Add(Text($"datawidth: {word}"));
        if (level.SizeBits is { } size)
        {
            attributes.Add(Text($"depth: {size / width}"));
            if (size % width != 0) warnings.Add($"{level.Name}: {size} bits are cut to {size / width} rows of {width}");
        }

        attributes.Add(Text($"multiple_buffering: {level.Buffers}"));
        foreach (var port in level.Ports)
        {
            var key = port.Serves switch
            {
                MemoryPort.Everything => "shared_bandwidth",
                MemoryPort.Reads => "read_bandwidth",
                MemoryPort.Writes => "write_bandwidth",
                _ => null,
            };
            if (key is null) warnings.Add($"{level.Name}: the bandwidth of port {port.Name} is left out, Timeloop knows shared, read and write");
            else attributes.Add(Text($"{key}: {YamlNumber.Of(port.BitsPerCycle / word)}"));
        }

        if (level.Geometry is not null) warnings.Add($"{level.Name}: rows, banks and bursts are left out");
        if (level.LatencyCycles > 0) warnings.Add($"{level.Name}: the latency of {level.LatencyCycles} cycles is left out");
        Line($"    attributes: {{{string.Join(", ", attributes)}}}");
        Line("    constraints:");
        Line($"      dataspace: {{keep: [{Spaces(level.MustKeep)}], bypass: [{Spaces(OperandSet.All & ~level.MayKeep)}]}}");
        AddTemporal(architecture.Constraints.Levels.FirstOrDefault(c => c.Level == level.Name));
    }

    private void AddTemporal(LevelConstraint? constraint)
    {
        if (constraint is null) return;
        List<string> factors = [.. Known(constraint.TemporalFactors).Select(f => Text($"{f.Key}={f.Value}")), .. Known(constraint.LargestTemporalFactors).Select(f => Text($"{f.Key}<={f.Value}"))];
        var permutation = constraint.Permutation.Where(IsKnown).ToList();
        if (factors.Count + permutation.Count == 0) return;
        var keys = new List<string> { $"target: {constraint.Level}", "type: temporal" };
        if (factors.Count > 0) keys.Add($"factors: [{string.Join(", ", factors)}]");
        if (permutation.Count > 0) keys.Add($"permutation: [{string.Join(", ", permutation)}]");
        AddConstraint(keys);
    }

    private void AddConstraint(List<string> keys) => _constraints.Append("  - {").AppendJoin(", ", keys).Append("}\n");

    private void AddArrays(MemoryLevel level)
    {
        var constraint = architecture.Constraints.Levels.FirstOrDefault(c => c.Level == level.Name);
        var arrays = TimeloopArray.Of(level.Fanout);
        foreach (var array in arrays)
        {
            Line("  - !Container");
            Line($"    name: {array.Name}");
            var mesh = new List<string>();
            if (array.X is { } x) mesh.Add(Text($"meshX: {level.Fanout[x].Size}"));
            if (array.Y is { } y) mesh.Add(Text($"meshY: {level.Fanout[y].Size}"));
            Line($"    spatial: {{{string.Join(", ", mesh)}}}");
            var noReuse = array.Axes(level.Fanout).Aggregate(OperandSet.None, (set, a) => set | ((OperandSet.Input | OperandSet.Weight) & ~a.Multicast) | (a.Reduces ? OperandSet.None : OperandSet.Output));
            if (noReuse != OperandSet.None) Line($"    constraints: {{spatial: {{no_reuse: [{Spaces(noReuse)}]}}}}");
            if (constraint is not null && Constraint(level, array, constraint, arrays.Count == 1) is { Count: > 0 } keys) AddConstraint([$"target: {array.Name}", "type: spatial", .. keys]);
        }
    }

    private List<string> Constraint(MemoryLevel level, TimeloopArray array, LevelConstraint constraint, bool isOnly)
    {
        var lines = new List<string>();
        var factors = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var limits = Known(constraint.SpatialFactors).Select(f => (f.Key, f.Value, Sign: "=")).Concat(Known(constraint.LargestSpatialFactors).Select(f => (f.Key, f.Value, Sign: "<=")));
        foreach (var (dimension, value, sign) in limits)
        {
            if (isOnly || value == 1) factors.TryAdd(dimension, Text($"{dimension}{sign}{value}"));
            else warnings.Add($"{level.Name}: {dimension}{sign}{value} over several arrays together is left out");
        }

        var x = Allowed(constraint, array.X is { } xi ? level.Fanout[xi].Name : null);
        var y = Allowed(constraint, array.Y is { } yi ? level.Fanout[yi].Name : null);
        if (x is not null || y is not null)
        {
            // A permutation names every dimension; what may go nowhere gets the factor 1.
            var onX = x ?? (array.X is null ? [] : problem.Dimensions.Select(d => d.Name).Except(y!).ToList());
            var onY = y ?? (array.Y is null ? [] : problem.Dimensions.Select(d => d.Name).Except(onX).ToList());
            if (onX.Intersect(onY).Any()) warnings.Add($"{level.Name}: {string.Join(", ", onX.Intersect(onY))} may go over both axes of {array.Name}, Timeloop's split lets it go over one");
            var rest = problem.Dimensions.Select(d => d.Name).Except(onX).Except(onY).ToList();
            foreach (var dimension in rest) factors[dimension] = dimension + "=1";
            List<string> permutation = [.. rest, .. onX, .. onY.Except(onX)];
            lines.Add($"permutation: [{string.Join(", ", permutation)}]");
            lines.Add(Text($"split: {rest.Count + onX.Count}"));
        }

        if (factors.Count > 0) lines.Add($"factors: [{string.Join(", ", factors.Values)}]");
        return lines;
    }

    private List<string>? Allowed(LevelConstraint constraint, string? axis) =>
        axis is not null && constraint.AxisDimensions.TryGetValue(axis, out var dimensions) ? [.. dimensions.Where(IsKnown)] : null;

    private IEnumerable<KeyValuePair<string, long>> Known(IReadOnlyDictionary<string, long> factors) => factors.Where(f => IsKnown(f.Key));

    private bool IsKnown(string dimension) => problem.Dimensions.Any(d => d.Name == dimension);

    private string Spaces(OperandSet set) => string.Join(", ", Enum.GetValues<Operand>().Where(o => set.Has(o)).Select(o => problem.Tensor(o).Name));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Line(string line) => _text.Append(line).Append('\n');
}
