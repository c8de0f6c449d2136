using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.ZigZag;

/// <summary>One memory of a ZigZag accelerator.</summary>
/// <param name="Level">What it is here, without its fanout.</param>
/// <param name="Serves">Axes along which it is shared.</param>
/// <param name="At">Where it stands.</param>
internal sealed record ZigZagMemory(MemoryLevel Level, IReadOnlyList<string> Serves, SpecNode At)
{
    private const double LargestEnergy = 1e9;

    public static readonly string[] Operands = ["I1", "I2", "O"];

    public static readonly string[] Transfers = ["fh", "tl", "fl", "th"];

    public static ZigZagMemory? Read(SpecScalar key, SpecNode node, IReadOnlyList<string> axes, SpecDiagnostics diagnostics)
    {
        var path = $"memories.{key.Value}";
        if (node is not SpecMap map)
        {
            diagnostics.Add(node, "wrong-type", $"{path}: {node.Description} is not a table of keys", "give size, r_cost, w_cost, operands, ports and served_dimensions");
            return null;
        }

        var fields = new SpecFields(map, path, diagnostics);
        foreach (var needed in (string[])["size", "r_cost", "w_cost", "operands", "ports", "served_dimensions"]) fields.Require(needed, "as ZigZag has it");
        var name = FormatFields.Name(key, path, diagnostics) ?? "";
        var keeps = OperandSet.None;
        foreach (var item in fields.Items("operands", "a list of I1, I2, O") ?? [])
        {
            var operand = Array.IndexOf(Operands, (item as SpecScalar)?.Value);
            if (operand >= 0) keeps |= ((Operand)operand).Only();
            else diagnostics.Add(item, "not-allowed", $"{path}.operands: {item.Description} is not known", $"allowed: {string.Join(", ", Operands)}");
        }

        var ports = fields.Has("r_bw") || fields.Has("w_bw") ? ZigZagPort.ReadOld(fields, keeps) : [.. (fields.Tables("ports") ?? []).Select(p => ZigZagPort.Read(p))];
        var readBits = ports.Where(p => p.Reads).Select(p => p.Port.BitsPerCycle).DefaultIfEmpty(8).Max();
        var writeBits = ports.Where(p => p.Writes).Select(p => p.Port.BitsPerCycle).DefaultIfEmpty(8).Max();
        var level = new MemoryLevel(name, KindOf(name))
        {
            // ZigZag lets tiles fill the whole memory and loads the next ones meanwhile: two buffers, each as large as the memory.
            SizeBits = 2 * fields.Long("size", 1, 1L << 54),
            WordBits = (int)readBits,
            MustKeep = keeps,
            MayKeep = keeps,
            Buffers = 2,
            Ports = [.. ports.Select(p => p.Port)],
            ReadPicojoulesPerBit = (fields.Number("r_cost", 0, LargestEnergy) ?? 0) / readBits,
            WritePicojoulesPerBit = (fields.Number("w_cost", 0, LargestEnergy) ?? 0) / writeBits,
            EnergySource = $"{diagnostics.File}: {path}, r_cost for {readBits} bits and w_cost for {writeBits} bits",
            LatencyCycles = fields.Integer("latency", 0, 1_000_000) ?? 0,
        };
        if (fields.Node("area", "a number") is { } area) diagnostics.Note(area, "no-effect", "areas are not read");
        if (fields.Node("auto_cost_extraction", "False") is SpecScalar { Value: not ("False" or "false") } automatic)
            diagnostics.Add(automatic, "unsupported", $"{path}.auto_cost_extraction: ZigZag's CACTI tables are not here", "give r_cost and w_cost, and False");
        diagnostics.Note(fields.At("size"), "double-buffer", "memories are read as two buffers of their size: ZigZag lets tiles fill a memory and loads the next ones meanwhile");
        fields.Node("mem_type", "a name");
        var serves = fields.Names("served_dimensions") ?? [];
        foreach (var unknown in serves.Except(axes)) fields.Report("served_dimensions", "not-allowed", $"'{unknown}' is no dimension of the array", $"allowed: {string.Join(", ", axes)}");
        fields.Close();
        var twice = ports.SelectMany((p, i) => ports.Take(i).Where(q => (q.Port.Serves & p.Port.Serves) != 0)).Any();
        if (twice) fields.Report("ports", "conflict", "two ports serve one transfer", "allocate each transfer once");
        return new ZigZagMemory(level, serves, map);
    }

    private static MemoryKind KindOf(string name) =>
        name.Contains("dram", StringComparison.OrdinalIgnoreCase) ? MemoryKind.Dram
        : name.Contains("reg", StringComparison.OrdinalIgnoreCase) || name.StartsWith("rf", StringComparison.OrdinalIgnoreCase) ? MemoryKind.Register
        : MemoryKind.Sram;
}
