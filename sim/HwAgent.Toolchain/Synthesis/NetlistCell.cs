using System.Globalization;

namespace HwAgent.Toolchain.Synthesis;

/// <summary>A cell of a mapped design.</summary>
/// <param name="Type">Yosys' internal gate type, or the name of a module.</param>
/// <param name="Connections">Net of each bit of each port; a constant is -1.</param>
/// <param name="Parameters">As binary digits.</param>
internal sealed record NetlistCell(string Type, IReadOnlyDictionary<string, int[]> Connections, IReadOnlyDictionary<string, string> Parameters)
{
    public bool IsMemory => Type == "$mem_v2";

    /// <summary>Width times size of a memory; zero for other cells.</summary>
    public long MemoryBits => IsMemory ? Number("WIDTH") * Number("SIZE") : 0;

    public long Number(string parameter) => long.Parse(Parameters[parameter], NumberStyles.BinaryNumber, CultureInfo.InvariantCulture);
}
