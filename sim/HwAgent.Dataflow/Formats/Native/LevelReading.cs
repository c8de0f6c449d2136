using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Native;

/// <summary>Reads the memory levels of our own architecture files.</summary>
internal static class LevelReading
{
    public static IReadOnlyList<MemoryLevel> ReadAll(IReadOnlyList<SpecFields> tables, TechnologyNode technology)
    {
        var levels = new List<MemoryLevel>();
        var axes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            var level = Read(table, technology, isOutermost: levels.Count == 0);
            if (level.Name.Length > 0 && levels.Any(l => l.Name == level.Name)) table.Report("name", "duplicate-name", $"'{level.Name}' is the name of another level", "give each its own");
            foreach (var axis in level.Fanout.Where(a => a.Name.Length > 0 && !axes.Add(a.Name)))
                table.Report("fanout", "duplicate-name", $"'{axis.Name}' is the name of another axis", "give each axis of the architecture its own");
            levels.Add(level);
        }

        return levels;
    }

    private static MemoryLevel Read(SpecFields fields, TechnologyNode technology, bool isOutermost)
    {
        fields.Require("name", "a name");
        fields.Require("kind", "dram, sram or register");
        var kind = fields.Choice("kind", MemoryKind.Sram);
        var size = fields.Size("size");
        var (must, may) = ReadKeep(fields, isOutermost);
        var level = new MemoryLevel(fields.Name("name") ?? "", kind)
        {
            SizeBits = size,
            WordBits = (int)(fields.Size("word", 1 << 20) ?? 8),
            MustKeep = must,
            MayKeep = may,
            Buffers = fields.IntegerOf("buffers", [1, 2]) ?? 2,
            LatencyCycles = fields.Integer("latency_cycles", 0, 1_000_000) ?? 0,
            Ports = fields.Tables("ports") is { } ports ? PortReading.ReadAll(ports) : [],
            Fanout = fields.Tables("fanout") is { } axes ? [.. axes.Select(ReadAxis)] : [],
        };
        level = fields.Table("energy") is { } energy ? ReadEnergy(energy, level) : LevelEnergies.Of(level, technology);
        if (fields.Table("geometry") is { } geometry) level = level with { Geometry = ReadGeometry(fields, geometry, kind, isOutermost) };
        if (size is null && !isOutermost) fields.Require("size", "a size such as 256KiB: only the outermost level is unbounded");
        fields.Close();
        return level;
    }

    /// <summary>What must and what may be kept; an operand that is named in neither is kept as a mapping likes.</summary>
    private static (OperandSet Must, OperandSet May) ReadKeep(SpecFields fields, bool isOutermost)
    {
        var keep = fields.Operands("keep");
        var bypass = fields.Operands("bypass");
        var may = OperandSet.All & ~(bypass ?? OperandSet.None);
        if (keep is { } both && (both & ~may) != 0) fields.Report("keep", "conflict", "an operand is both kept and bypassed", "name each once");
        if (isOutermost && ((keep ?? may) != OperandSet.All || may != OperandSet.All))
            fields.Report(bypass is null ? "keep" : "bypass", "not-allowed", "the outermost level keeps every operand", "remove keep and bypass");
        return (keep ?? may, may);
    }

    /// <summary>The geometry adds rows to the energy of bits, which must therefore be without them: the technology's is not.</summary>
    private static DramGeometry? ReadGeometry(SpecFields level, SpecFields geometry, MemoryKind kind, bool isOutermost)
    {
        if (!isOutermost || kind != MemoryKind.Dram) level.Report("geometry", "not-allowed", "only an outermost level of kind dram has rows and banks", "remove it");
        if (!level.Has("energy")) level.Report("geometry", "missing-key", "it opens rows in addition to the energy of bits, which is not given", "add energy: {read: , write: } of the bursts alone");
        return GeometryReading.Read(geometry);
    }

    private static MemoryLevel ReadEnergy(SpecFields fields, MemoryLevel level)
    {
        fields.Require("read", "an energy such as 6.25pJ/B");
        fields.Require("write", "an energy such as 6.25pJ/B");
        var read = fields.EnergyPerBit("read") ?? 0;
        var write = fields.EnergyPerBit("write") ?? 0;
        var source = fields.Text("source") ?? "not given";
        fields.Close();
        return level with { ReadPicojoulesPerBit = read, WritePicojoulesPerBit = write, EnergySource = source };
    }

    private static SpatialAxis ReadAxis(SpecFields fields)
    {
        fields.Require("axis", "a name");
        fields.Require("size", "instances");
        var axis = new SpatialAxis(
            fields.Name("axis") ?? "",
            fields.Integer("size", 1, 1 << 20) ?? 1,
            fields.Operands("multicast") ?? OperandSet.Input | OperandSet.Weight,
            fields.Boolean("reduces") ?? true)
        {
            Shared = fields.Operands("shared") ?? OperandSet.None,
        };
        fields.Close();
        return axis;
    }
}
