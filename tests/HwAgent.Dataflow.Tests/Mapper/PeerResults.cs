using System.Text.Json;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Mapper;

/// <summary>What the peers found, from their recorded results beside the repository.</summary>
internal static class PeerResults
{
    /// <summary>The workloads by the peers' names.</summary>
    public static TensorProblem Problem(string name, int partialBits)
    {
        var (m, n, k) = name.Split("_pad")[0] switch
        {
            "a_proj" => (197L, 768L, 768L),
            "d_gemv" => (1L, 4096L, 4096L),
            "e_prefill" => (2048L, 11008L, 4096L),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "not a workload of the recorded results"),
        };
        return TensorProblem.Gemm(name, m, n, k, partialBits: partialBits);
    }

    /// <summary>The recorded results of a tool.</summary>
    public static List<JsonElement> Of(string tool)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "HwAgent.sln"))) root = root.Parent ?? throw new InvalidOperationException("the tests run outside of the repository");
        return [.. File.ReadLines(Path.Combine(root.FullName, "..", "shared", "reference", "mappers", tool, "results.jsonl")).Where(l => l.Length > 0).Select(l => JsonDocument.Parse(l).RootElement)];
    }

    /// <summary>
    /// The mapping of a ZigZag result. ZigZag gives each operand's own border between the loops of the buffer and those of DRAM; the outermost loops that any
    /// operand has in DRAM are DRAM's here, and operands that they do not concern stay in the buffer all the same.
    /// </summary>
    public static LoopNest ZigZagNest(JsonElement result, TensorProblem problem)
    {
        var temporal = result.GetProperty("temporal");
        var keeper = result.GetProperty("df").GetString() == "ws" ? "W" : "O";
        var all = temporal.GetProperty("I").EnumerateArray().SelectMany(Loops).ToList();
        var inRegister = temporal.GetProperty(keeper)[0].GetArrayLength();
        var inBuffer = new[] { "I", "W", "O" }.Min(o => temporal.GetProperty(o).EnumerateArray().SkipLast(1).Sum(l => l.GetArrayLength()));
        var spatial = result.GetProperty("spatial").GetProperty("I")[0].EnumerateArray().Select(Loop).ToList();
        // From the innermost loop outwards, each loop's step is what the loops inside of it cover.
        var covered = problem.Dimensions.Select(_ => 1L).ToArray();
        var register = Temporal(all.Take(inRegister));
        var array = spatial.Select((loop, axis) => new SpatialLoop(loop.Dimension, Cover(loop), axis)).Where(l => l.Step < problem.Dimensions[l.Dimension].Size).ToList();
        var buffer = Temporal(all.Skip(inRegister).Take(inBuffer - inRegister));
        var dram = Temporal(all.Skip(inBuffer));
        return new LoopNest([new LevelNest(dram, []), new LevelNest(buffer, array), new LevelNest(register, [], keeper == "W" ? OperandSet.Weight : OperandSet.Output)]);

        List<TemporalLoop> Temporal(IEnumerable<(int Dimension, long Size)> loops) => [.. loops.Select(l => new TemporalLoop(l.Dimension, Cover(l))).Reverse()];

        long Cover((int Dimension, long Size) loop)
        {
            var step = covered[loop.Dimension];
            covered[loop.Dimension] = step * loop.Size;
            return step;
        }
    }

    private static IEnumerable<(int Dimension, long Size)> Loops(JsonElement level) => level.EnumerateArray().Select(Loop);

    /// <summary><c>(D1, 16)</c>; dimensions are M, N, K there and H, M, N, K here.</summary>
    private static (int Dimension, long Size) Loop(JsonElement loop)
    {
        var parts = loop.GetString()!.Trim('(', ')').Split(", ");
        return (parts[0][1] - '0' + 1, long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
    }
}
