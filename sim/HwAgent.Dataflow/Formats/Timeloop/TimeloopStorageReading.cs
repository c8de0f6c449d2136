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
        "datawidth", "width", "memory_width", "data_storage_width", "block_size", "depth", "memory_depth", "data_storage_depth", "entries", "sizeKB", "cluster_size", "multiple_buffering", "shared_bandwidth", "read_bandwidth", "write_bandwidth",
    ];

    /// <param name="name">The memory's.</param>
    /// <param name="type">Its class and subclass.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <param name="dataspace">What its constraint keeps and bypasses.</param>
    /// <param name="elsewhere">What passes by because memories beside this one keep it.</param>
    /// <param name="isOutermost">Whether nothing is outside of it.</param>
    /// <param name="diagnostics">Where complaints go.</param>
    public static MemoryLevel Read(string name, string type, TimeloopAttributes attributes, (OperandSet Keep, OperandSet Bypass) dataspace, OperandSet elsewhere, bool isOutermost, SpecDiagnostics diagnostics)
    {
        var kind = type.Contains("dram", StringComparison.OrdinalIgnoreCase) ? MemoryKind.Dram
            : type.Contains("reg", StringComparison.OrdinalIgnoreCase) || type.Contains("RF", StringComparison.Ordinal) ? MemoryKind.Register
            : MemoryKind.Sram;
        var word = (int)(attributes.Integer("datawidth", 1, 1 << 16) ?? 8);
        var cluster = attributes.Integer("cluster_size", 1, 1 << 16) ?? 1;
        var width = Width(attributes, word, cluster);
        var (keep, bypass) = (dataspace.Keep, dataspace.Bypass | elsewhere);
        if (isOutermost && bypass != 0) diagnostics.Add(attributes.At("depth"), "unsupported", $"{name}: the outermost memory keeps every data space in this model", "remove bypass, and put one memory outside of all others");
        var level = new MemoryLevel(name, kind)
        {
            SizeBits = SizeBits(attributes, width / cluster, word, name, isOutermost, diagnostics),
            WordBits = width,
            MustKeep = isOutermost ? OperandSet.All : keep,
            MayKeep = isOutermost ? OperandSet.All : OperandSet.All & ~bypass,
            Buffers = Buffers(attributes, diagnostics),
            Ports = Ports(attributes, word, diagnostics),
        };
        attributes.Close();
        return LevelEnergies.Of(level, TechnologyNode.Horowitz45);
    }

    /// <summary>Bits of one access: <c>width</c>, or the words of a block. Instances of a cluster lie side by side in one access and have each a part of it.</summary>
    private static int Width(TimeloopAttributes attributes, int word, long cluster)
    {
        var width = attributes.Integer("width", 1, 1 << 20) ?? attributes.Integer("memory_width", 1, 1 << 20) ?? attributes.Integer("data_storage_width", 1, 1 << 20);
        var block = attributes.Integer("block_size", 1, 1 << 16) ?? 1;
        return (int)(width ?? Math.Min(1 << 20, block * word * cluster));
    }

    private static long? SizeBits(TimeloopAttributes attributes, long width, int word, string name, bool isOutermost, SpecDiagnostics diagnostics)
    {
        var depth = attributes.Integer("depth", 1, FormatFields.LargestSize) ?? attributes.Integer("memory_depth", 1, FormatFields.LargestSize) ?? attributes.Integer("data_storage_depth", 1, FormatFields.LargestSize);
        var entries = attributes.Integer("entries", 1, FormatFields.LargestSize);
        var kilobytes = attributes.Number("sizeKB", 1e-3, 1e12);
        if (depth is { } rows) return Math.Max(1, rows * width);
        if (entries is { } words) return words * word;
        if (kilobytes is { } size) return (long)(size * 8192);
        if (!isOutermost && !((string[])["depth", "memory_depth", "data_storage_depth", "entries", "sizeKB"]).Any(attributes.Has)) diagnostics.Add(attributes.At("depth"), "missing-key", $"{name} has no size", "add depth (of width bits), entries (of datawidth bits) or sizeKB");
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
