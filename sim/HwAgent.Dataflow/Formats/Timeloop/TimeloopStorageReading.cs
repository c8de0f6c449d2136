using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>Reads a storage component of a Timeloop v4 architecture. Its energies are those of the 45 nm table until an energy table replaces them.</summary>
internal static class TimeloopStorageReading
{
    /// <summary>Attributes that are read here.</summary>
    public static readonly string[] Attributes =
    [
        "datawidth", "width", "memory_width", "block_size", "depth", "memory_depth", "entries", "sizeKB", "multiple_buffering", "shared_bandwidth", "read_bandwidth", "write_bandwidth",
    ];

    public static MemoryLevel Read(string name, string type, TimeloopAttributes attributes, SpecFields? dataspace, bool isOutermost, SpecDiagnostics diagnostics)
    {
        var kind = type.Contains("dram", StringComparison.OrdinalIgnoreCase) ? MemoryKind.Dram
            : type.Contains("reg", StringComparison.OrdinalIgnoreCase) ? MemoryKind.Register
            : MemoryKind.Sram;
        var word = (int)(attributes.Integer("datawidth", 1, 1 << 16) ?? 8);
        var width = Width(attributes, word);
        var keep = dataspace is null ? OperandSet.None : TimeloopNames.Set(dataspace, "keep");
        var bypass = dataspace is null ? OperandSet.None : TimeloopNames.Set(dataspace, "bypass");
        dataspace?.Text("type");
        dataspace?.Text("target");
        dataspace?.Close();
        if ((keep & bypass) != 0) dataspace!.Report("bypass", "conflict", "a data space is both kept and bypassed", "name each once");
        if (isOutermost && bypass != 0) dataspace!.Report("bypass", "unsupported", "the outermost memory keeps every data space in this model", "remove bypass");
        var level = new MemoryLevel(name, kind)
        {
            SizeBits = SizeBits(attributes, width, word, name, isOutermost, diagnostics),
            WordBits = width,
            MustKeep = isOutermost ? OperandSet.All : keep,
            MayKeep = isOutermost ? OperandSet.All : OperandSet.All & ~bypass,
            Buffers = Buffers(attributes, diagnostics),
            Ports = Ports(attributes, word, diagnostics),
        };
        attributes.Close();
        return LevelEnergies.Of(level, TechnologyNode.Horowitz45);
    }

    /// <summary>Bits of one access: <c>width</c>, or words of a block.</summary>
    private static int Width(TimeloopAttributes attributes, int word)
    {
        var width = attributes.Integer("width", 1, 1 << 20) ?? attributes.Integer("memory_width", 1, 1 << 20);
        var block = attributes.Integer("block_size", 1, 1 << 16);
        return (int)(width ?? block * word ?? word);
    }

    private static long? SizeBits(TimeloopAttributes attributes, int width, int word, string name, bool isOutermost, SpecDiagnostics diagnostics)
    {
        var depth = attributes.Integer("depth", 1, FormatFields.LargestSize) ?? attributes.Integer("memory_depth", 1, FormatFields.LargestSize);
        var entries = attributes.Integer("entries", 1, FormatFields.LargestSize);
        var kilobytes = attributes.Number("sizeKB", 1e-3, 1e12);
        if (depth is { } rows) return rows * width;
        if (entries is { } words) return words * word;
        if (kilobytes is { } size) return (long)(size * 8192);
        if (!isOutermost && !((string[])["depth", "memory_depth", "entries", "sizeKB"]).Any(attributes.Has)) diagnostics.Add(attributes.At("depth"), "missing-key", $"{name} has no size", "add depth (of width bits), entries (of datawidth bits) or sizeKB");
        return null;
    }

    private static int Buffers(TimeloopAttributes attributes, SpecDiagnostics diagnostics)
    {
        // Timeloop's default is one buffer that is exchanged for free.
        if (attributes.Number("multiple_buffering", 1, 1e6) is not { } buffers) return 1;
        if (buffers is 1 or 2) return (int)buffers;
        diagnostics.Add(attributes.At("multiple_buffering"), "unsupported", "multiple_buffering is neither 1 nor 2", "give 1 or 2");
        return 1;
    }

    private static List<MemoryPort> Ports(TimeloopAttributes attributes, int word, SpecDiagnostics diagnostics)
    {
        var ports = new List<MemoryPort>();
        Add("shared_bandwidth", "shared", MemoryPort.Everything);
        Add("read_bandwidth", "read", MemoryPort.Reads);
        Add("write_bandwidth", "write", MemoryPort.Writes);
        if (ports.Count > 1 && ports[0].Serves == MemoryPort.Everything)
            diagnostics.Add(attributes.At("shared_bandwidth"), "unsupported", "shared_bandwidth beside read_bandwidth or write_bandwidth is not supported", "keep one or the other");
        return ports;

        // Words a cycle, for each instance.
        void Add(string key, string name, int serves)
        {
            if (attributes.Number(key, 1e-6, 1e9) is { } words) ports.Add(new MemoryPort(name, words * word, serves));
        }
    }
}
