using System.Globalization;
using System.Text;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Native;

/// <summary>Writes our own architecture files: every number spelt out, so that a file means the same when a technology table changes.</summary>
internal sealed class ArchitectureWriting(string indent)
{
    private readonly StringBuilder _text = new();

    /// <summary>The YAML of an architecture, every line after <paramref name="indent"/>.</summary>
    public static string Write(Architecture architecture, string indent = "")
    {
        var writer = new ArchitectureWriting(indent);
        writer.Add("architecture", YamlText.Quote(architecture.Name));
        writer.Add("clock", Quantity.OfFrequency(architecture.ClockHertz));
        writer.Line("levels:");
        foreach (var level in architecture.Levels) writer.AddLevel(level);
        writer.AddMultiplier(architecture.Compute);
        if (architecture.Vector is { } vector) writer.Add("vector_unit", $"{{lanes: {vector.Lanes}, energy_per_element: {Quantity.OfEnergy(vector.PicojoulesPerElement)}, source: {YamlText.Quote(vector.EnergySource)}}}");
        writer.AddConstraints(architecture.Constraints);
        return writer._text.ToString();
    }

    public static string Operands(OperandSet set) => YamlText.List(FormatFields.OperandWords.Where((_, i) => set.Has((Operand)i)));

    private void AddLevel(MemoryLevel level)
    {
        Line($"  - name: {YamlText.Quote(level.Name)}");
        Add("    kind", level.Kind.ToString().ToLowerInvariant());
        if (level.SizeBits is { } size) Add("    size", Quantity.OfSize(size));
        Add("    word", Quantity.OfSize(level.WordBits));
        if (level.MustKeep != OperandSet.All || level.MayKeep != OperandSet.All)
        {
            Add("    keep", Operands(level.MustKeep));
            Add("    bypass", Operands(OperandSet.All & ~level.MayKeep));
        }

        Add("    buffers", Whole(level.Buffers));
        if (level.LatencyCycles > 0) Add("    latency_cycles", Whole(level.LatencyCycles));
        var energies = $"read: {Quantity.OfEnergyPerBit(level.ReadPicojoulesPerBit)}, write: {Quantity.OfEnergyPerBit(level.WritePicojoulesPerBit)}";
        Add("    energy", $"{{{energies}, source: {YamlText.Quote(level.EnergySource)}}}");
        foreach (var line in level.Geometry is { } geometry ? GeometryReading.Write(geometry) : []) Line(line);
        if (level.Ports.Count > 0) Line("    ports:");
        foreach (var port in level.Ports)
        {
            var words = PortReading.Spell(port.Serves);
            var serves = words is [var word] ? word : $"[{string.Join(", ", words)}]";
            Line($"      - {{name: {YamlText.Quote(port.Name)}, bandwidth: {Quantity.OfBandwidth(port.BitsPerCycle)}, serves: {serves}}}");
        }

        if (level.Fanout.Count > 0) Line("    fanout:");
        foreach (var axis in level.Fanout)
            Line($"      - {{axis: {YamlText.Quote(axis.Name)}, size: {Whole(axis.Size)}, multicast: {Operands(axis.Multicast)}, reduces: {(axis.Reduces ? "true" : "false")}{(axis.Shared == OperandSet.None ? "" : $", shared: {Operands(axis.Shared)}")}}}");
    }

    private void AddMultiplier(ComputeUnit compute)
    {
        Line("multiplier:");
        Add("  name", YamlText.Quote(compute.Name));
        Line("  energies:");
        foreach (var e in compute.Energies)
            Line($"    - {{input_bits: {Whole(e.InputBits)}, weight_bits: {Whole(e.WeightBits)}, energy: {Quantity.OfEnergy(e.Picojoules)}}}");
        Add("  source", YamlText.Quote(compute.EnergySource));
    }

    private void AddConstraints(MappingConstraints constraints)
    {
        if (constraints.Levels.Count == 0) return;
        Line("constraints:");
        foreach (var c in constraints.Levels)
        {
            Line($"  - level: {YamlText.Quote(c.Level)}");
            AddCounts("    temporal", c.TemporalFactors);
            AddCounts("    temporal_at_most", c.LargestTemporalFactors);
            if (c.Permutation.Count > 0) Add("    permutation", YamlText.List(c.Permutation));
            if (c.AxisDimensions.Count > 0)
                Add("    axes", $"{{{string.Join(", ", c.AxisDimensions.Select(a => $"{YamlText.Quote(a.Key)}: {YamlText.List(a.Value)}"))}}}");
            AddCounts("    spatial", c.SpatialFactors);
            AddCounts("    spatial_at_most", c.LargestSpatialFactors);
        }
    }

    private void AddCounts(string key, IReadOnlyDictionary<string, long> counts)
    {
        if (counts.Count > 0) Add(key, $"{{{string.Join(", ", counts.Select(c => $"{YamlText.Quote(c.Key)}: {Whole(c.Value)}"))}}}");
    }

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    private void Add(string key, string value) => Line($"{key}: {value}");

    private void Line(string line) => _text.Append(indent).Append(line).Append('\n');
}
