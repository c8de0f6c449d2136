using System.Numerics;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Native;

/// <summary>Reads and spells the ports of a memory level. What a port serves is a list of <c>everything</c>, <c>reads</c>, <c>writes</c>, an operand, or an operand with one of those or a transfer.</summary>
internal static class PortReading
{
    public static readonly string[] TransferWords = ["write_from_above", "read_to_below", "write_from_below", "read_to_above"];

    private static readonly string[] Groups = ["everything", "reads", "writes"];

    public static IReadOnlyList<MemoryPort> ReadAll(IReadOnlyList<SpecFields> tables)
    {
        var ports = new List<MemoryPort>();
        foreach (var table in tables)
        {
            table.Require("bandwidth", "a bandwidth such as 16B/cycle");
            var port = new MemoryPort(table.Name("name") ?? $"port{ports.Count}", table.Bandwidth("bandwidth") ?? 1, ReadServes(table));
            table.Close();
            if (ports.Any(p => p.Name == port.Name)) table.Report("name", "duplicate-name", $"'{port.Name}' is the name of another port", "give each its own");
            var twice = port.Serves & ports.Aggregate(0, (all, p) => all | p.Serves);
            if (twice != 0) table.Report("serves", "conflict", $"another port serves {string.Join(", ", Spell(twice))}", "let one port serve each transfer");
            ports.Add(port);
        }

        return ports;
    }

    /// <summary>The shortest words for a set of transfers.</summary>
    public static IReadOnlyList<string> Spell(int serves)
    {
        switch (serves)
        {
            case MemoryPort.Everything: return ["everything"];
            case MemoryPort.Reads: return ["reads"];
            case MemoryPort.Writes: return ["writes"];
        }

        var words = new List<string>();
        for (var operand = 0; operand < 3; operand++)
        {
            var bits = serves >> (4 * operand) & 0xF;
            if (BitOperations.PopCount((uint)bits) == 4) words.Add(FormatFields.OperandWords[operand]);
            else words.AddRange(Enumerable.Range(0, 4).Where(t => (bits >> t & 1) != 0).Select(t => $"{FormatFields.OperandWords[operand]} {TransferWords[t]}"));
        }

        return words;
    }

    private static int ReadServes(SpecFields fields)
    {
        const string Expected = "everything, reads, writes, or a list of them and of operands and transfers";
        var serves = 0;
        switch (fields.Node("serves", Expected))
        {
            case null: return MemoryPort.Everything;
            case SpecList list:
                foreach (var item in list.Items) serves |= ReadItem(item, fields);
                return serves;
            case { } node: return ReadItem(node, fields);
        }
    }

    private static int ReadItem(SpecNode node, SpecFields fields)
    {
        string[] words = node is SpecScalar scalar ? scalar.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        if (words.Length == 1 && Group(words[0]) is { } all) return all;
        var operand = words.Length is 1 or 2 ? Array.IndexOf(FormatFields.OperandWords, words[0]) : -1;
        var part = words.Length == 1 ? MemoryPort.Everything : words.Length == 2 ? Group(words[1]) ?? TransferBits(words[1]) : null;
        if (operand >= 0 && part is { } bits) return bits & 0xF << (4 * operand);
        fields.Diagnostics.Add(
            node,
            "not-allowed",
            $"{fields.PathOf("serves")}: {node.Description} is not known",
            $"give one of {string.Join(", ", Groups)}, or an operand ({string.Join(", ", FormatFields.OperandWords)}), alone or with reads, writes, {string.Join(", ", TransferWords)}");
        return 0;
    }

    private static int? Group(string word) => word switch
    {
        "everything" => MemoryPort.Everything,
        "reads" => MemoryPort.Reads,
        "writes" => MemoryPort.Writes,
        _ => null,
    };

    private static int? TransferBits(string word)
    {
        var transfer = Array.IndexOf(TransferWords, word);
        return transfer < 0 ? null : 0x111 << transfer;
    }
}
