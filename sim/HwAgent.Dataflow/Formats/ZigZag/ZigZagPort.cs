using HwAgent.Dataflow.Architectures;
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
}
