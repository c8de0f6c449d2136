using System.Text.Json;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Formats;

/// <summary>
/// Mappings that ZigZag 3.8.5 found, costed here. ZigZag gives one memory different loops for different operands; a level for each set of loops stands for
/// that. It counts the first partial sum of an element as read, zero as it is, where the level below is no memory or where sums come back at all; here
/// that read is left out, so the comparison adds it. It counts an operand as read once for all the innermost steps in which it stays
/// at the multiplier; here a multiplier reads its operands at every step, so the comparison divides by those steps. With that everything is equal, but where
/// 197 rows meet an array of 16: it counts 13 passes of 15 rows, 1% fewer.
/// </summary>
public class ZigZagAgreementTests
{
    /// <summary>
    /// The one result in which the array waits for sums that are in no hurry: ZigZag stops it for 15 cycles at each of 1,409,023 exchanges of the 256 sums in
    /// its registers (1024 B at 64 B/cycle, less one), for want of a second register. With one buffer the exchange is on the clock here, too: 16 cycles.
    /// </summary>
    private const int StopsForSums = 5;

    private static readonly string[] Letters = ["I", "W", "O"];

    public static TheoryData<int> Lines => [.. Enumerable.Range(0, 12)];

    [Theory]
    [MemberData(nameof(Lines))]
    public void Evaluate_ZigZagsMapping_AgreesWithItsResult(int line)
    {
        using var document = JsonDocument.Parse(FormatFiles.ReadPeer("zigzag/results.jsonl").Split('\n')[line]);
        var result = document.RootElement;
        var dataflow = result.GetProperty("df").GetString();
        var problem = FormatFiles.Problem(FormatFiles.ReadPeer($"zigzag/wl_{result.GetProperty("wl").GetString()}.yaml"));
        var hardware = FormatFiles.Architecture(FormatFiles.ReadPeer($"zigzag/arch_16_{dataflow}.yaml"));
        var (architecture, nest) = Replay(problem, hardware, result);

        var cost = new NestModel(problem, architecture).Evaluate(nest);

        var latency = result.GetProperty("latency").GetDouble();
        if (line == StopsForSums)
        {
            var single = architecture with { Levels = [.. architecture.Levels.Select(l => l.Kind == MemoryKind.Register ? l with { Buffers = 1 } : l)] };
            Assert.InRange(cost.LatencyCycles / latency, 0.944, 0.946);
            Assert.InRange(new NestModel(problem, single).Evaluate(nest).LatencyCycles / latency, 0.996, 1.004);
        }
        else
        {
            Assert.InRange(cost.LatencyCycles / latency, 0.9995, 1.0005);
        }

        var tolerance = dataflow == "os" && result.GetProperty("wl").GetString() == "a_proj" ? 0.0105 : 0;
        var bytes = result.GetProperty("bytes");
        foreach (var memory in (string[])["dram", "gb", "reg"])
        {
            foreach (var counts in bytes.GetProperty(memory).EnumerateObject())
            {
                var operand = (Operand)Array.IndexOf(Letters, counts.Name);
                var level = LevelOf(architecture, memory, operand);
                var traffic = cost.Levels[level].Traffic[(int)operand];
                if (operand == Operand.Output)
                {
                    AssertSums(problem, counts.Value, traffic, memory, tolerance);
                    continue;
                }

                var isInnermost = level == architecture.Levels.ToList().FindLastIndex(l => l.MayKeep.Has(operand));
                AssertNear(counts.Value, "rd_out_to_low", traffic.ReadsToBelow / (isInnermost ? StepsHeld(problem, result, operand) : 1), tolerance);
                AssertNear(counts.Value, "wr_in_by_high", traffic.WritesFromAbove, tolerance);
            }
        }
    }

    /// <summary>ZigZag moves sums at 32 bits through a memory to which they come back, and at 8 once they are final.</summary>
    private static void AssertSums(TensorProblem problem, JsonElement counts, OperandTraffic traffic, string memory, double tolerance)
    {
        var elements = problem.Elements(Operand.Output);
        var (isReadBelow, isReadAbove) = (counts.GetProperty("rd_out_to_low").GetInt64() > 0, counts.GetProperty("wr_in_by_high").GetInt64() > 0);
        var below = isReadBelow ? problem.PartialBits / 8 : problem.Tensor(Operand.Output).Bits / 8;
        var above = isReadAbove || memory == "reg" ? problem.PartialBits / 8 : problem.Tensor(Operand.Output).Bits / 8;
        AssertNear(counts, "wr_in_by_low", traffic.WritesFromBelow * below, tolerance);
        AssertNear(counts, "rd_out_to_low", isReadBelow ? (traffic.ReadsToBelow + elements) * below : traffic.ReadsToBelow, tolerance);
        AssertNear(counts, "rd_out_to_high", traffic.ReadsToAbove * above, tolerance);
        AssertNear(counts, "wr_in_by_high", isReadAbove ? (traffic.WritesFromAbove + elements) * above : traffic.WritesFromAbove, tolerance);
    }

    private static void AssertNear(JsonElement counts, string name, long actual, double tolerance)
    {
        var expected = counts.GetProperty(name).GetInt64();
        Assert.InRange(actual, expected * (1 - tolerance), expected * (1 + tolerance));
    }

    /// <summary>The innermost steps that use the same element.</summary>
    private static long StepsHeld(TensorProblem problem, JsonElement result, Operand operand) =>
        Loops(result.GetProperty("temporal").GetProperty("I")).SelectMany(l => l).TakeWhile(l => !problem.Tensor(operand).Uses(l.Dimension)).Aggregate(1L, (product, l) => product * l.Factor);

    private static int LevelOf(Architecture architecture, string memory, Operand operand) =>
        architecture.Levels.ToList().FindIndex(l => l.Name.StartsWith(memory, StringComparison.Ordinal) && l.MayKeep.Has(operand));

    private static (Architecture Architecture, LoopNest Nest) Replay(TensorProblem problem, Architecture hardware, JsonElement result)
    {
        var temporal = result.GetProperty("temporal");
        var loops = Loops(temporal.GetProperty("I")).SelectMany(l => l).ToList();
        // For each memory of each operand: how many of the loops, from the innermost, run inside of it.
        var boundaries = new List<(Operand Operand, string Memory, int Inside)>();
        foreach (var operand in Enum.GetValues<Operand>())
        {
            var levels = Loops(temporal.GetProperty(Letters[(int)operand]));
            Assert.Equal(loops, levels.SelectMany(l => l));
            string[] memories = levels.Count == 3 ? ["reg", "gb", "dram"] : ["gb", "dram"];
            for (int i = 0, inside = 0; i < levels.Count; i++) boundaries.Add((operand, memories[i], inside += levels[i].Count));
        }

        var spatial = result.GetProperty("spatial");
        var unrolled = Enum.GetValues<Operand>().SelectMany(o => Loops(spatial.GetProperty(Letters[(int)o]))).First(l => l.Count > 0);
        var groups = boundaries.GroupBy(b => (b.Memory, Inside: b.Memory == "dram" ? loops.Count : b.Inside))
            .OrderBy(g => g.Key.Memory == "dram" ? 0 : g.Key.Memory == "gb" ? 1 : 2).ThenByDescending(g => g.Key.Inside).ToList();
        var nests = new List<LevelNest>();
        var architecture = new List<MemoryLevel>();
        for (var g = 0; g < groups.Count; g++)
        {
            var keeps = groups[g].Aggregate(OperandSet.None, (set, b) => set | b.Operand.Only());
            var isArray = g == groups.Count - 1 ? groups[g].Key.Memory != "reg" : groups[g + 1].Key.Memory == "reg";
            var inner = g + 1 < groups.Count ? groups[g + 1].Key.Inside : 0;
            var level = hardware.Levels.First(l => l.Name.StartsWith(groups[g].Key.Memory, StringComparison.Ordinal));
            architecture.Add(level with { Name = $"{groups[g].Key.Memory}{g}", MustKeep = keeps, MayKeep = keeps, Fanout = isArray ? hardware.Levels[1].Fanout : [] });
            var own = Enumerable.Range(inner, groups[g].Key.Inside - inner).Reverse().Select(i => new TemporalLoop(loops[i].Dimension, Step(i)));
            nests.Add(new LevelNest([.. own], isArray ? [.. unrolled.Select((s, a) => new SpatialLoop(s.Dimension, SpatialStep(s.Dimension, groups, g), a))] : [], keeps));
        }

        return (hardware with { Levels = architecture }, new LoopNest(nests));

        // Everything inside of a loop, the array included where it lies inside.
        long Step(int loop)
        {
            var register = groups[^1].Key.Memory == "reg" ? groups[^1].Key.Inside : 0;
            var step = loops.Take(loop).Where(l => l.Dimension == loops[loop].Dimension).Aggregate(1L, (product, l) => product * l.Factor);
            // ZigZag's 15 of 16 rows are 197 rows in 13 passes; 16 and a last one of 5 are the same passes.
            return loop < register ? step : step * unrolled.Where(s => s.Dimension == loops[loop].Dimension).Aggregate(1L, (product, s) => product * (s.Factor == 15 ? 16 : s.Factor));
        }

        long SpatialStep(int dimension, List<IGrouping<(string Memory, int Inside), (Operand Operand, string Memory, int Inside)>> all, int g) =>
            loops.Take(g + 1 < all.Count ? all[g + 1].Key.Inside : 0).Where(l => l.Dimension == dimension).Aggregate(1L, (product, l) => product * l.Factor);
    }

    /// <summary>Lists of <c>(D0, 197)</c>, innermost first.</summary>
    private static List<List<(int Dimension, long Factor)>> Loops(JsonElement levels) =>
        [.. levels.EnumerateArray().Select(l => l.EnumerateArray().Select(t => t.GetString()!.Trim('(', ')').Split(", ")).Select(p => (p[0][1] - '0', long.Parse(p[1]))).ToList())];
}
