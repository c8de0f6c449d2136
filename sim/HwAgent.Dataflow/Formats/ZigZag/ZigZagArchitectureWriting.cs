using System.Globalization;
using System.Text;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.ZigZag;

/// <summary>Writes a ZigZag accelerator, and notes what it cannot say.</summary>
internal sealed class ZigZagArchitectureWriting(TensorProblem problem, Architecture architecture, LoopNest? nest, List<string> warnings)
{
    /// <summary>Bits a cycle of a transfer that no port limits.</summary>
    private const long Unlimited = 1 << 24;

    /// <summary>ZigZag wants a size for every memory.</summary>
    private const long UnboundedBits = 80_000_000_000;

    /// <summary>Axes that its mapping files have names for.</summary>
    private const int MostAxes = 4;

    private readonly StringBuilder _text = new();

    public string Write()
    {
        Line($"name: {YamlText.Quote(architecture.Name)}");
        Line("memories:");
        for (var l = architecture.Levels.Count - 1; l >= 0; l--) AddMemory(l);
        Line("operational_array:");
        var (input, weight) = (problem.Tensor(Operand.Input).Bits, problem.Tensor(Operand.Weight).Bits);
        Line(Text($"  input_precision: [{input}, {weight}]"));
        Line($"  unit_energy: {YamlNumber.Of(architecture.Compute.Picojoules(input, weight))}");
        Line("  unit_area: 1");
        Line($"  dimensions: [{string.Join(", ", Axes(0))}]");
        Line($"  sizes: [{string.Join(", ", architecture.Levels.SelectMany(l => l.Fanout).Select(a => Text($"{a.Size}")))}]");
        if (architecture.Levels.Sum(l => l.Fanout.Count) > MostAxes) warnings.Add($"ZigZag's mapping files know the axes D1 to D{MostAxes} alone");
        if (architecture.Vector is not null) warnings.Add("the vector unit is left out");
        if (architecture.Levels.SelectMany(l => l.Fanout).Any(a => !a.Reduces || (a.Multicast & (OperandSet.Input | OperandSet.Weight)) != (OperandSet.Input | OperandSet.Weight)))
            warnings.Add("ZigZag multicasts and reduces along every axis");
        return _text.ToString();
    }

    private void AddMemory(int l)
    {
        var level = architecture.Levels[l];
        var keeps = nest?.Levels[l].Keeps ?? level.MayKeep;
        if (keeps == OperandSet.None) return;
        var ports = Ports(level, keeps);
        var readBits = ports.Where(p => (p.Serves & MemoryPort.Reads) != 0).Max(p => (long?)p.Bits) ?? level.WordBits;
        var writeBits = ports.Where(p => (p.Serves & MemoryPort.Writes) != 0).Max(p => (long?)p.Bits) ?? level.WordBits;
        var shared = SharedAxes(l, keeps).ToList();
        var copies = shared.Aggregate(1L, (product, a) => product * a.Size);
        Line($"  {level.Name}:");
        // Tiles may fill what ZigZag calls the size, and it loads the next ones meanwhile: one of two buffers.
        Line(Text($"    size: {(l > 0 ? level.SizeBits / level.Buffers : level.SizeBits) ?? UnboundedBits}"));
        Line($"    r_cost: {YamlNumber.Of(level.ReadPicojoulesPerBit * readBits * copies)}");
        Line($"    w_cost: {YamlNumber.Of(level.WritePicojoulesPerBit * writeBits * copies)}");
        Line("    area: 0");
        Line(Text($"    latency: {level.LatencyCycles}"));
        Line("    auto_cost_extraction: False");
        Line($"    operands: [{string.Join(", ", Enum.GetValues<Operand>().Where(o => keeps.Has(o)).Select(o => ZigZagMemory.Operands[(int)o]))}]");
        Line("    ports:");
        foreach (var (name, bits, serves) in ports)
        {
            var type = (serves & MemoryPort.Writes) == 0 ? "read" : (serves & MemoryPort.Reads) == 0 ? "write" : "read_write";
            Line($"      - name: {name}");
            Line($"        type: {type}");
            Line(Text($"        bandwidth_min: {Math.Min(8, bits)}"));
            Line(Text($"        bandwidth_max: {bits}"));
            Line("        allocation:");
            for (var bit = 0; bit < 12; bit++)
            {
                if ((serves >> bit & 1) != 0) Line($"          - {ZigZagMemory.Operands[bit / 4]}, {ZigZagMemory.Transfers[bit % 4]}");
            }
        }

        Line($"    served_dimensions: [{string.Join(", ", shared.Select(a => a.Name).Concat(Axes(l)))}]");
        if (level.Geometry is not null) warnings.Add($"{level.Name}: rows, banks and bursts are left out");
        if (level.Buffers == 1 && l > 0) warnings.Add($"{level.Name}: ZigZag exchanges tiles meanwhile where it can, though there is one buffer");
    }

    /// <summary>The ports with what the kept operands use of them; transfers without a limit get a port that never limits.</summary>
    private List<(string Name, long Bits, int Serves)> Ports(MemoryLevel level, OperandSet keeps)
    {
        // Inputs and weights only come from above and go below; only sums go up.
        var needed = 0;
        if (keeps.Has(Operand.Input)) needed |= MemoryPort.Bit(Operand.Input, Transfer.WriteFromAbove) | MemoryPort.Bit(Operand.Input, Transfer.ReadToBelow);
        if (keeps.Has(Operand.Weight)) needed |= MemoryPort.Bit(Operand.Weight, Transfer.WriteFromAbove) | MemoryPort.Bit(Operand.Weight, Transfer.ReadToBelow);
        if (keeps.Has(Operand.Output)) needed |= 0xF << (4 * (int)Operand.Output);
        var ports = new List<(string Name, long Bits, int Serves)>();
        foreach (var port in level.Ports.Where(p => (p.Serves & needed) != 0))
        {
            var bits = Math.Max(1, (long)port.BitsPerCycle);
            if (bits != port.BitsPerCycle) warnings.Add($"{level.Name}: port {port.Name} of {port.BitsPerCycle.ToString(CultureInfo.InvariantCulture)} bits a cycle is cut to {bits}");
            ports.Add(("", bits, port.Serves & needed));
        }

        var free = needed & ~ports.Aggregate(0, (all, p) => all | p.Serves);
        if ((free & MemoryPort.Reads) != 0) ports.Add(("", Unlimited, free & MemoryPort.Reads));
        if ((free & MemoryPort.Writes) != 0) ports.Add(("", Unlimited, free & MemoryPort.Writes));
        return [.. ports.Select((p, i) => p with { Name = $"{TypeOf(p.Serves)}_port_{ports.Take(i + 1).Count(q => TypeOf(q.Serves) == TypeOf(p.Serves))}" })];
    }

    /// <summary>ZigZag takes no other names of ports than r_port_1, w_port_1, rw_port_1 and so on.</summary>
    private static string TypeOf(int serves) => (serves & MemoryPort.Writes) == 0 ? "r" : (serves & MemoryPort.Reads) == 0 ? "w" : "rw";

    /// <summary>Axes outside of a level along which its copies stand for one memory.</summary>
    private IEnumerable<(string Name, long Size)> SharedAxes(int level, OperandSet keeps)
    {
        for (var l = 0; l < level; l++)
        {
            for (var a = 0; a < architecture.Levels[l].Fanout.Count; a++)
            {
                var axis = architecture.Levels[l].Fanout[a];
                if ((axis.Shared & keeps) != OperandSet.None) yield return (ZigZagWriter.AxisName(architecture, l, a), axis.Size);
            }
        }
    }

    /// <summary>The axes below a level.</summary>
    private IEnumerable<string> Axes(int level)
    {
        for (var l = level; l < architecture.Levels.Count; l++)
        {
            for (var a = 0; a < architecture.Levels[l].Fanout.Count; a++) yield return ZigZagWriter.AxisName(architecture, l, a);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Line(string line) => _text.Append(line).Append('\n');
}
