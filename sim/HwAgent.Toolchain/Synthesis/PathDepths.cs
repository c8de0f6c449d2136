namespace HwAgent.Toolchain.Synthesis;

/// <summary>
/// Longest combinational paths across module boundaries without flattening: each module is summarised once, and its instances stand for
/// the summary. A gate counts one, an inverter too; a memory read without a clock counts one; clocks are no paths.
/// </summary>
internal sealed class PathDepths(Netlist netlist)
{
    private readonly Dictionary<string, PathSummary> summaries = [];

    /// <summary>Some paths close on themselves. Known once the modules were asked for.</summary>
    public bool HasLoop { get; private set; }

    /// <summary>The longest path that lies in a module, its instances included.</summary>
    public int LongestIn(string module) => Summary(module).Longest;

    private PathSummary Summary(string name)
    {
        if (!summaries.TryGetValue(name, out var summary)) summaries[name] = summary = Summarise(netlist.Modules[name], isTop: name == netlist.Top);
        return summary;
    }

    private PathSummary Summarise(NetlistModule module, bool isTop)
    {
        var graph = new PathGraph();
        var longest = 0;
        foreach (var cell in module.Cells)
        {
            if (netlist.Modules.ContainsKey(cell.Type)) longest = Math.Max(longest, AddInstance(graph, cell));
            else if (GateWeights.IsFlipFlop(cell.Type)) AddRegister(graph, cell, "Q", "C");
            else if (cell.IsMemory) AddMemory(graph, cell);
            else AddGate(graph, cell);
        }

        foreach (var bit in module.Inputs.Values.SelectMany(static bits => bits)) graph.Touch(bit);
        graph.Sort();
        HasLoop |= graph.HasLoop;
        var outputs = Named(module.Outputs).ToArray();
        var inputs = Named(module.Inputs).ToArray();
        longest = Math.Max(longest, graph.Longest(outputs.Select(static output => output.Net)));
        if (isTop) return new PathSummary(longest, new Dictionary<(string, int), int>(), new Dictionary<(string, int), int>(), []);

        var through = new List<((string, int), (string, int), int)>();
        foreach (var input in inputs)
        {
            var depths = graph.From(input.Net);
            foreach (var output in outputs)
            {
                if (graph.At(depths, output.Net) is { } depth) through.Add((input.Name, output.Name, depth));
            }
        }

        return new PathSummary(longest, Reached(graph, graph.FromRegisters(), outputs), Reached(graph, graph.ToRegisters(), inputs), through);
    }

    private int AddInstance(PathGraph graph, NetlistCell cell)
    {
        var inside = Summary(cell.Type);
        int Net((string Port, int Bit) pin) => cell.Connections.TryGetValue(pin.Port, out var bits) && pin.Bit < bits.Length ? bits[pin.Bit] : -1;
        foreach (var (pin, depth) in inside.FromRegister) graph.Launch(Net(pin), depth);
        foreach (var (pin, depth) in inside.ToRegister) graph.Capture(Net(pin), depth);
        foreach (var (from, to, depth) in inside.Through) graph.Connect(Net(from), Net(to), depth);
        return inside.Longest;
    }

    private static void AddRegister(PathGraph graph, NetlistCell cell, string output, string clock)
    {
        foreach (var (port, bits) in cell.Connections)
        {
            if (port == clock) continue;
            foreach (var bit in bits)
            {
                if (port == output) graph.Launch(bit, 0);
                else graph.Capture(bit, 0);
            }
        }
    }

    private static void AddMemory(PathGraph graph, NetlistCell cell)
    {
        var clocked = cell.Parameters.TryGetValue("RD_CLK_ENABLE", out var enables) && !enables.Contains('0', StringComparison.Ordinal);
        foreach (var (port, bits) in cell.Connections)
        {
            if (port is "RD_CLK" or "WR_CLK") continue;
            foreach (var bit in bits)
            {
                if (port == "RD_DATA") graph.Launch(bit, clocked ? 0 : 1);
                else graph.Capture(bit, 0);
            }
        }

        if (clocked) return;
        foreach (var address in cell.Connections["RD_ADDR"])
        {
            foreach (var data in cell.Connections["RD_DATA"]) graph.Connect(address, data, 1);
        }
    }

    private static void AddGate(PathGraph graph, NetlistCell cell)
    {
        if (!cell.Connections.TryGetValue("Y", out var outputs)) return;
        foreach (var (port, bits) in cell.Connections)
        {
            if (port == "Y") continue;
            foreach (var from in bits)
            {
                foreach (var to in outputs) graph.Connect(from, to, 1);
            }
        }
    }

    private static IEnumerable<((string Port, int Bit) Name, int Net)> Named(IReadOnlyDictionary<string, int[]> ports) =>
        ports.SelectMany(static port => port.Value.Select((net, bit) => ((port.Key, bit), net)));

    private static Dictionary<(string, int), int> Reached(PathGraph graph, int[] depths, IEnumerable<((string Port, int Bit) Name, int Net)> pins) =>
        pins.Select(pin => (pin.Name, Depth: graph.At(depths, pin.Net))).Where(static pin => pin.Depth is not null).ToDictionary(static pin => pin.Name, static pin => pin.Depth!.Value);
}
