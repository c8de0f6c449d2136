using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.ZigZag;

/// <summary>One port of a ZigZag memory.</summary>
/// <param name="Port">What it is here.</param>
/// <param name="Reads">Whether it reads.</param>
/// <param name="Writes">Whether it writes.</param>
internal sealed record ZigZagPort(MemoryPort Port, bool Reads, bool Writes)
{
    private static readonly string[] Types = ["read", "write", "read_write"];

    public static ZigZagPort Read(SpecFields fields)
    {
        foreach (var key in (string[])["name", "type", "bandwidth_max", "allocation"]) fields.Require(key, "as ZigZag has it");
        var name = fields.Name("name") ?? "";
        var type = fields.Word("type", Types) ?? "read_write";
        var bits = fields.Long("bandwidth_max", 1, 1L << 30) ?? 1;
        if (fields.Long("bandwidth_min", 1, 1L << 30) is { } smallest && smallest < bits)
            fields.Diagnostics.Note(fields.At("bandwidth_min"), "no-effect", "bandwidth_min: accesses narrower than a word cost their bits alone");
        var serves = 0;
        foreach (var item in fields.Items("allocation", "a list such as [\"I1, tl\"]") ?? [])
        {
            string[] parts = item is SpecScalar scalar ? scalar.Value.Split(',', StringSplitOptions.TrimEntries) : [];
            var operand = parts.Length == 2 ? Array.IndexOf(ZigZagMemory.Operands, parts[0]) : -1;
            var transfer = parts.Length == 2 ? Array.IndexOf(ZigZagMemory.Transfers, parts[1]) : -1;
            if (operand >= 0 && transfer >= 0) serves |= 1 << ((4 * operand) + transfer);
            else fields.Diagnostics.Add(item, "not-allowed", $"{fields.PathOf("allocation")}: {item.Description} is not known", $"give OPERAND, DIRECTION: {string.Join(", ", ZigZagMemory.Operands)} and {string.Join(", ", ZigZagMemory.Transfers)}");
        }

        fields.Close();
        return new ZigZagPort(new MemoryPort(name, bits, serves), type != "write", type != "read");
    }

    /// <summary>
    /// The ports of a memory as files before 3.8 have them: for each operand of the memory, in its order, the port of each direction by a name such as
    /// <c>rw_port_1</c>, whose first letters are its type; all that read have one width and all that write another.
    /// </summary>
    public static List<ZigZagPort> ReadOld(SpecFields memory, OperandSet keeps)
    {
        var (readBits, writeBits) = (memory.Long("r_bw", 1, 1L << 30) ?? 1, memory.Long("w_bw", 1, 1L << 30) ?? 1);
        foreach (var key in (string[])["r_port", "w_port", "rw_port"]) memory.Integer(key, 0, 1 << 10);
        foreach (var key in (string[])["min_r_granularity", "min_w_granularity"])
        {
            if (memory.Long(key, 1, 1L << 30) is not null) memory.Diagnostics.Note(memory.At(key), "no-effect", $"{key}: accesses narrower than a word cost their bits alone");
        }

        var serves = new Dictionary<string, int>(StringComparer.Ordinal);
        var tables = memory.Tables("ports") ?? [];
        Operand[] operands = [.. ((memory.Map.Entries.FirstOrDefault(e => e.Key.Value == "operands").Value as SpecList)?.Items ?? []).OfType<SpecScalar>().Select(o => (Operand)Array.IndexOf(ZigZagMemory.Operands, o.Value)).Where(o => o >= 0 && keeps.Has(o))];
        if (tables.Count != operands.Length) memory.Report("ports", "conflict", $"{tables.Count} entries for {operands.Length} operands", "give one each, in the order of operands");
        foreach (var (table, operand) in tables.Zip(operands))
        {
            foreach (var transfer in Enum.GetValues<Transfer>())
            {
                var direction = ZigZagMemory.Transfers[(int)transfer];
                if (table.Text(direction) is not { } port) continue;
                var isWrite = transfer is Transfer.WriteFromAbove or Transfer.WriteFromBelow;
                var type = port.Split('_')[0];
                if (type is not ("r" or "w" or "rw" or "wr") || !type.Contains(isWrite ? 'w' : 'r'))
                    table.Report(direction, "not-allowed", $"'{port}' is no port that {(isWrite ? "writes" : "reads")}", "give a name such as r_port_1, w_port_1 or rw_port_1");
                serves[port] = serves.GetValueOrDefault(port) | MemoryPort.Bit(operand, transfer);
            }

            table.Close();
        }

        return [.. serves.Select(p => Old(p.Key, p.Value))];

        ZigZagPort Old(string name, int bits)
        {
            var (reads, writes) = ((bits & MemoryPort.Reads) != 0, (bits & MemoryPort.Writes) != 0);
            if (reads && writes && readBits != writeBits) memory.Report("w_bw", "unsupported", $"{name} reads {readBits} bits and writes {writeBits} a cycle", "give r_bw and w_bw the same width, or reading and writing ports of their own");
            return new ZigZagPort(new MemoryPort(name, reads ? readBits : writeBits, bits), reads, writes);
        }
    }
}
