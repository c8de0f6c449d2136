using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Formats.Timeloop;
using HwAgent.Dataflow.Formats.ZigZag;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Formats;

/// <summary>Random mappings, written and read back: ours the same, Timeloop's at the same cost or refused with the reason.</summary>
public class RoundTripTests
{
    private const int Cases = 300;

    private static readonly Architecture Edge = FormatFiles.Architecture(File.ReadAllText(Path.Combine(FormatFiles.Architectures, "edge-16x16.yaml"))) with { Constraints = MappingConstraints.None };

    [Fact]
    public void Write_RandomMappings_ReadBackTheSame()
    {
        var random = new Random(3);
        for (var i = 0; i < Cases; i++)
        {
            var file = RandomMapping(random);
            var again = MappingReader.Read(MappingWriter.Write(file), "m.yaml");

            Assert.Empty(FormatFiles.Errors(again.Diagnostics));
            Assert.Equal(FormatFiles.Contents(file), FormatFiles.Contents(again.Value!));
        }
    }

    [Fact]
    public void Write_OddNames_ReadBackTheSameAndLeaveOtherToolsPlainOnes()
    {
        var random = new Random(5);
        for (var i = 0; i < Cases; i++)
        {
            var file = Renamed(RandomMapping(random), random);
            var again = MappingReader.Read(MappingWriter.Write(file), "m.yaml");

            Assert.Empty(FormatFiles.Errors(again.Diagnostics));
            Assert.Equal(FormatFiles.Contents(file), FormatFiles.Contents(again.Value!));

            var timeloop = TimeloopWriter.Write(file.Problem, file.Architecture, file.Nest).Files.ToDictionary(f => f.Name, f => f.Text);
            var design = ArchitectureReader.Read(timeloop["architecture.yaml"], "a.yaml", problems: [FormatFiles.Problem(timeloop["problem.yaml"])]);
            Assert.Empty(FormatFiles.Errors(design.Diagnostics));
            Assert.Equal(file.Architecture.Levels.Select(l => (l.MustKeep, l.MayKeep)), design.Value!.Architecture.Levels.Select(l => (l.MustKeep, l.MayKeep)));
            var zigzag = ZigZagWriter.Write(file.Problem, file.Architecture, file.Nest).Files.ToDictionary(f => f.Name, f => f.Text);
            var hardware = FormatFiles.Architecture(zigzag["hardware.yaml"]);
            Assert.Equal(file.Problem.Dimensions.Select(d => d.Size), FormatFiles.Problem(zigzag["workload.yaml"]).Dimensions.Select(d => d.Size));
            Assert.All(hardware.Levels, l => Assert.Matches("^[A-Za-z_][A-Za-z0-9._-]*$", l.Name));
            Assert.Equal(hardware.Levels.Count, hardware.Levels.Select(l => l.Name.ToUpperInvariant()).Distinct().Count());
        }
    }

    [Fact]
    public void Write_RandomMappingsForTimeloop_ReadBackAtTheSameCostOrAreRefused()
    {
        var random = new Random(4);
        var (written, ragged) = (0, 0);
        for (var i = 0; i < Cases; i++)
        {
            var file = RandomMapping(random);
            var emitted = TimeloopWriter.Write(file.Problem, file.Architecture, file.Nest);
            var texts = emitted.Files.ToDictionary(f => f.Name, f => f.Text);
            Assert.Equal(texts.ContainsKey("mapping.yaml"), !FormatFiles.Errors(emitted.Diagnostics).Any());
            if (!texts.TryGetValue("mapping.yaml", out var mapping)) continue;

            var architecture = FormatFiles.Architecture(texts["architecture.yaml"]);
            var again = MappingReader.Read(mapping, "m.yaml", null, architecture, file.Problem);
            Assert.Empty(FormatFiles.Errors(again.Diagnostics));
            var model = new NestModel(file.Problem, file.Architecture);
            Assert.Equal(FormatFiles.Contents(model.Evaluate(file.Nest)), FormatFiles.Contents(model.Evaluate(again.Value!.Nest)));
            written++;
            if (mapping.Contains('"', StringComparison.Ordinal)) ragged++;
        }

        // Both kinds must be among the cases, or the test shows nothing.
        Assert.InRange(written, Cases / 10, Cases - (Cases / 10));
        Assert.InRange(ragged, 10, written);
    }

    /// <summary>ZigZag's files say nothing of memories: read back, the loops over each axis and the order of those in time are the same where every piece is cut evenly.</summary>
    [Fact]
    public void Write_EvenMappingsForZigZag_ReadBackWithTheSameLoopsInTheSameOrder()
    {
        var random = new Random(6);
        var even = 0;
        for (var i = 0; i < Cases; i++)
        {
            var file = RandomMapping(random);
            var texts = ZigZagWriter.Write(file.Problem, file.Architecture, file.Nest).Files.ToDictionary(f => f.Name, f => f.Text);
            var architecture = FormatFiles.Architecture(texts["hardware.yaml"]);
            var problem = FormatFiles.Problem(texts["workload.yaml"]);
            Assert.Equal(file.Problem.Dimensions.Select(d => d.Size), problem.Dimensions.Select(d => d.Size));
            Assert.Equal(file.Problem.Tensors.Select(t => (t.Dimensions, t.Bits)), problem.Tensors.Select(t => (t.Dimensions, t.Bits)));
            Assert.Equal(file.Problem.PartialBits, problem.PartialBits);
            var again = MappingReader.Read(texts["mapping.yaml"], "m.yaml", null, architecture, problem);
            Assert.Empty(FormatFiles.Errors(again.Diagnostics));
            var chains = file.Problem.Dimensions.Select((d, index) => FactorChain.Of(d.Size, [.. FactorChain.Loops(file.Nest, index).Select(l => l.Step)]));
            if (chains.Any(c => c is null || c.Any(f => f.Bound != f.Last))) continue;

            Assert.Equal(Loops(file.Nest, file.Problem), Loops(again.Value!.Nest, problem));
            even++;
        }

        Assert.InRange(even, Cases / 10, Cases);
    }

    /// <summary>Dimension, iterations and axis of every loop that cuts something, outermost first; those in time first, then those in space. Which elements an instance gets is not in ZigZag's files.</summary>
    private static List<(int Dimension, long Iterations, int Axis)> Loops(LoopNest nest, TensorProblem problem)
    {
        var iterations = new Dictionary<(int Dimension, long Step, int Axis), long>();
        for (var d = 0; d < problem.Dimensions.Count; d++)
        {
            var size = problem.Dimensions[d].Size;
            foreach (var (_, axis, step) in FactorChain.Loops(nest, d))
            {
                if (step >= size) continue;
                iterations.Add((d, step, axis), size / step);
                size = step;
            }
        }

        var order = nest.Levels.SelectMany(l => l.Temporal.Select(t => (t.Dimension, t.Step, -1))).Concat(nest.Levels.SelectMany(l => l.Spatial.OrderBy(s => s.Axis).Select(s => (s.Dimension, s.Step, s.Axis))));
        return order.Where(iterations.ContainsKey).Select(l => (l.Dimension, iterations[l], l.Item3)).ToList();
    }

    /// <summary>The mapping with names that are no words: spaces, quotes, signs of YAML, other scripts, numbers, words that mean something.</summary>
    private static MappingFile Renamed(MappingFile file, Random random)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var architecture = file.Architecture with { Name = Name(), Levels = [.. file.Architecture.Levels.Select(l => l with { Name = Name(), Fanout = [.. l.Fanout.Select(a => a with { Name = Name() })], Ports = [.. l.Ports.Select(p => p with { Name = Name() })] })] };
        var problem = file.Problem with { Name = Name(), Dimensions = [.. file.Problem.Dimensions.Select(d => d with { Name = Name() })], Tensors = [.. file.Problem.Tensors.Select(t => t with { Name = Name() })] };
        var constraint = new LevelConstraint(architecture.Levels[1].Name)
        {
            SpatialFactors = new Dictionary<string, long> { [problem.Dimensions[2].Name] = 3 },
            AxisDimensions = new Dictionary<string, IReadOnlyList<string>> { [architecture.Levels[1].Fanout[0].Name] = [problem.Dimensions[3].Name] },
            Permutation = [problem.Dimensions[1].Name],
        };
        return new MappingFile(Name(), problem, architecture with { Constraints = new MappingConstraints([constraint]) }, file.Nest);

        string Name()
        {
            const string Signs = "aB1 ._-[]{}#:,'\"\\*&!|>%@`?~=<$\u00e9\u4e2d/;+()";
            string[] words = ["shared glb", "weights[0..15]", "true", "null", "1", "0x1f", "1e5", "a 1 on b", "on", "- x", "{{x}}", "a # b", "a: b", "\U0001F600 chip", "~", "=", "N 16"];
            while (true)
            {
                var name = random.Next(2) == 0 ? words[random.Next(words.Length)] : string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Signs[random.Next(Signs.Length)])).Trim();
                if (name.Length > 0 && used.Add(name)) return name;
            }
        }
    }

    /// <summary>Any steps from the size down to 1 over the four places of a dimension: two memories in time, the array, the register in time.</summary>
    private static MappingFile RandomMapping(Random random)
    {
        var problem = TensorProblem.Gemm("random", random.Next(1, 200), random.Next(1, 200), random.Next(1, 200), heads: random.Next(1, 3));
        var dram = new List<TemporalLoop>();
        var buffer = new List<TemporalLoop>();
        var register = new List<TemporalLoop>();
        var spatial = new List<SpatialLoop>();
        for (var d = 0; d < problem.Dimensions.Count; d++)
        {
            var size = problem.Dimensions[d].Size;
            var outer = Step(random, size);
            var array = Step(random, outer);
            var inner = d is 2 or 3 ? Math.Max(1, (array + 15) / 16) : array;
            if (outer < size) dram.Add(new TemporalLoop(d, outer));
            if (array < outer) buffer.Add(new TemporalLoop(d, array));
            if (inner < array) spatial.Add(new SpatialLoop(d, inner, d == 3 ? 0 : 1));
            if (inner > 1) register.Add(new TemporalLoop(d, 1));
        }

        var nest = new LoopNest([new LevelNest(Shuffled(random, dram), []), new LevelNest(Shuffled(random, buffer), spatial), new LevelNest(Shuffled(random, register), [], OperandSet.Weight)]);
        return new MappingFile("random", problem, Edge, nest);
    }

    /// <summary>A divisor as often as not: what Timeloop can say is mostly made of them.</summary>
    private static long Step(Random random, long size)
    {
        var step = random.NextInt64(1, size + 1);
        if (random.Next(4) > 0)
        {
            while (size % step != 0) step--;
        }

        return step;
    }

    private static TemporalLoop[] Shuffled(Random random, List<TemporalLoop> loops)
    {
        TemporalLoop[] order = [.. loops];
        random.Shuffle(order);
        return order;
    }
}
