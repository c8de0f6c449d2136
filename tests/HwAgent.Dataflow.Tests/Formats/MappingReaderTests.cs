using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Formats.Timeloop;
using HwAgent.Dataflow.Formats.ZigZag;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Formats;

public class MappingReaderTests
{
    private const int M = 1;
    private const int N = 2;
    private const int K = 3;

    private static readonly TensorProblem Projection = TensorProblem.Gemm("a_proj", 197, 768, 768);

    private static readonly Architecture Edge = FormatFiles.Architecture(File.ReadAllText(Path.Combine(FormatFiles.Architectures, "edge-16x16.yaml")));

    private static readonly LoopNest WeightStationary = new(
    [
        new LevelNest([new(N, 384), new(K, 48)], []),
        new LevelNest([new(N, 16), new(K, 16)], [new(K, 1, 0), new(N, 1, 1)]),
        new LevelNest([new(M, 1)], [], OperandSet.Weight),
    ]);

    private const string Ours = """
        mapping: ws
        architecture: edge.yaml
        problem: {name: a_proj, gemm: {m: 197, n: 768, k: 768}}
        levels:
          - level: dram
            temporal: [N 384, K 48]
          - level: buffer
            temporal: [N 16, K 16]
            spatial: {rows: [K 1], columns: [N 1]}
          - level: register
            temporal: [M 1]
            keep: [weight]
        """;

    [Fact]
    public void Read_OurMapping_IsTheNestItSpells()
    {
        var file = Read(Ours);

        Assert.Equal("ws", file.Name);
        Assert.Equal(FormatFiles.Contents(WeightStationary), FormatFiles.Contents(file.Nest));
        Assert.Equal(FormatFiles.Contents(Projection), FormatFiles.Contents(file.Problem));
        Assert.Equal(FormatFiles.Contents(Edge), FormatFiles.Contents(file.Architecture));
    }

    [Fact]
    public void Read_OurExample_IsAValidMapping()
    {
        var folder = Path.Combine(FormatFiles.Architectures, "mappings");
        var text = File.ReadAllText(Path.Combine(folder, "edge-16x16-projection.yaml"));
        var file = MappingReader.Read(text, "m.yaml", name => File.ReadAllText(Path.Combine(folder, name)));

        Assert.Empty(file.Diagnostics);
        Assert.Empty(NestValidation.Validate(file.Value!.Problem, file.Value.Architecture, file.Value.Nest).Select(d => d.ToString()));
        // 48 x 48 pieces of weights, each for 197 steps.
        Assert.Equal(48 * 48 * 197, new NestModel(file.Value.Problem, file.Value.Architecture).Evaluate(file.Value.Nest).ComputeCycles);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("edge.yaml")]
    public void Write_Mapping_RoundTripsExactly(string? architectureFile)
    {
        var odd = new TensorProblem("gqa", [new("H", 4), new("G", 8), new("M", 5), new("N", 7), new("K", 128)], [new("Q", 0b10111, 8), new("KV", 0b11001, 4), new("S", 0b01111, 16)], 24) { Repeats = 32 };
        var nest = new LoopNest(
        [
            new LevelNest([new(0, 1), new(1, 3), new(0, 1)], []),
            new LevelNest([], [new(1, 2, 0), new(4, 3, 1), new(1, 1, 0)], OperandSet.Input),
            new LevelNest([new(4, 1), new(2, 1), new(3, 1)], [], OperandSet.None),
        ]);
        foreach (var file in (MappingFile[])[new("ws", Projection, Edge, WeightStationary), new("odd", odd, Edge, nest)])
        {
            var text = MappingWriter.Write(file, architectureFile);
            var again = Read(text);

            Assert.Equal(FormatFiles.Contents(file), FormatFiles.Contents(again));
            Assert.Equal(text, MappingWriter.Write(again, architectureFile));
        }
    }

    [Fact]
    public void Read_MappingWithoutProblemAndArchitecture_TakesThoseGiven()
    {
        var file = MappingReader.Read("mapping: ws\nlevels: [{level: buffer, temporal: [M 16]}]", "m.yaml", null, Edge, Projection);

        Assert.Empty(FormatFiles.Errors(file.Diagnostics));
        Assert.Equal(new TemporalLoop(M, 16), Assert.Single(file.Value!.Nest.Levels[1].Temporal));
        Assert.Equal([OperandSet.All, OperandSet.All, OperandSet.Weight], file.Value.Nest.Levels.Select(l => l.Keeps));
    }

    [Theory]
    [InlineData("N 384, K 48", "N 384, L 48", "m.yaml:6:23: error [format not-allowed]: levels[0].temporal: the problem has no dimension 'L' -> did you mean 'H'? allowed: H, M, N, K")]
    [InlineData("N 384, K 48", "N 384, K 0", "m.yaml:6:23: error [format out-of-range]: levels[0].temporal: the step of K: '0' is not an integer from 1 to 1099511627776 -> give an integer from 1 to 1099511627776")]
    [InlineData("N 384, K 48", "N 384, K48", "m.yaml:6:23: error [format wrong-type]: levels[0].temporal: 'K48' is no loop -> give DIMENSION STEP, for instance M 64")]
    [InlineData("rows: [K 1]", "lines: [K 1]", "m.yaml:9:15: error [format not-allowed]: levels[1].spatial: there is no axis 'lines' -> allowed: rows, columns")]
    [InlineData("level: register", "level: dram", "m.yaml:10:12: error [format not-allowed]: levels[2].level: 'dram' must come before 'buffer', once -> list the levels from the outermost in")]
    [InlineData("level: register", "level: regster", "m.yaml:10:12: error [format not-allowed]: levels[2].level: 'regster' is not known -> did you mean 'register'? allowed: dram, buffer, register")]
    [InlineData("architecture: edge.yaml", "architecture: edgy.yaml", "m.yaml:2:15: error [format missing-file]: architecture: there is no file 'edgy.yaml' beside the mapping -> give the name of an architecture file, or the architecture itself")]
    [InlineData("architecture: edge.yaml\n", "", "m.yaml:1:1: error [format missing-key]: 'architecture' is missing in the mapping -> add architecture: a file name, or the architecture itself")]
    public void Read_OneError_NamesPlaceAndRemedy(string valid, string invalid, string message)
    {
        var result = MappingReader.Read(Ours.Replace(valid, invalid, StringComparison.Ordinal), "m.yaml", Resolve);

        Assert.Null(result.Value);
        Assert.Equal([message], result.Diagnostics.Select(d => d.ToString()));
    }

    [Fact]
    public void Read_TimeloopMapping_TurnsFactorsIntoSteps()
    {
        var architecture = FormatFiles.Architecture(FormatFiles.ReadPeer("timeloop/arch_16_ws.yaml"));
        var nest = ReadTimeloop(architecture, """
            mapping:
            - {target: DRAM, type: temporal, factors: [N=2, K=16, M=1, H=1], permutation: [M, H, K, N]}
            - {target: GB, type: temporal, factors: "K=3 N=24", permutation: KNMH}
            - {target: inter_PE_spatial, type: spatial, factors: [K=16, N=16], permutation: [K, N], split: 1}
            - {target: inter_PE_spatial, type: temporal, factors: K=1 N=1 M=1 H=1, permutation: KNMH}
            - {target: inter_PE_spatial, type: bypass, keep: [], bypass: [Inputs, Weights, Outputs]}
            - {target: reg, type: temporal, factors: [M=197], permutation: [M]}
            - {target: reg, type: dataspace, keep: [Weights], bypass: [Inputs, Outputs]}
            """);

        Assert.Equal(FormatFiles.Contents(WeightStationary), FormatFiles.Contents(nest));
    }

    [Fact]
    public void Read_TimeloopRaggedAndRestFactors_GiveTheWholeDimension()
    {
        var architecture = FormatFiles.Architecture(FormatFiles.ReadPeer("timeloop/arch_16_os.yaml"));
        var nest = ReadTimeloop(architecture, """
            mapping:
            - {target: DRAM, type: temporal, factors: [M=13, N=48], permutation: [N, M]}
            - {target: GB, type: temporal, factors: [K=0], permutation: [K]}
            - {target: PE, type: spatial, factors: ["M=16,5", N=16], permutation: [N, M], split: 1}
            """);

        Assert.Equal([new(M, 16), new TemporalLoop(N, 16)], nest.Levels[0].Temporal);
        Assert.Equal([new TemporalLoop(K, 1)], nest.Levels[1].Temporal);
        Assert.Equal([new(N, 1, 0), new SpatialLoop(M, 1, 1)], nest.Levels[1].Spatial);
    }

    [Theory]
    [InlineData("- {target: DRAM, type: temporal, factors: [M=13, N=768, K=768], permutation: [N, M, K]}", "the factors of M give 13, the problem has 197")]
    [InlineData("- {target: DRAM, type: temporal, factors: [M=197, N=768, K=768]}", "the order of the loops is not given")]
    [InlineData("- {target: DRAM, type: temporal, factors: [M=197, N=768, K=768], permutation: [N, M]}", "K is not in the permutation")]
    [InlineData("- {target: SRAM, type: temporal, factors: [M=197]}", "there is no memory 'SRAM'")]
    [InlineData("- {target: QE, type: spatial, factors: [M=197]}", "there is no array 'QE'")]
    [InlineData("- {target: PE, type: spatial, factors: [N=16]}", "the axes of the loops are not given")]
    [InlineData("- {target: DRAM, type: temporal, factors: [M<=197], permutation: [M]}", "'M<=197' fixes nothing")]
    [InlineData("- {target: DRAM, type: temporl, factors: [M=197], permutation: [M]}", "'temporl' is not known")]
    [InlineData("- {target: DRAM, type: dataspace, keep: [Foo]}", "'Foo' is no known data space")]
    public void Read_WrongTimeloopMapping_IsNamed(string directive, string message)
    {
        var architecture = FormatFiles.Architecture(FormatFiles.ReadPeer("timeloop/arch_16_ws.yaml"));
        var result = MappingReader.Read("mapping:\n" + directive, "m.yaml", null, architecture, Projection);

        Assert.Contains(message, Assert.Single(FormatFiles.Errors(result.Diagnostics)), StringComparison.Ordinal);
        Assert.Null(result.Value);
    }

    [Fact]
    public void Write_Timeloop_ReadsBackAsTheSameNest()
    {
        foreach (var (problem, nest) in ((TensorProblem, LoopNest)[])[(Projection, WeightStationary), (Projection, Ragged)])
        {
            var emitted = TimeloopWriter.Write(problem, Edge, nest);
            var text = emitted.Files.ToDictionary(f => f.Name, f => f.Text);
            var energies = EnergyTableReader.Read(text["ert.yaml"], "ert.yaml").Value;
            var architecture = FormatFiles.Architecture(text["architecture.yaml"], "a.yaml", energies);
            var product = FormatFiles.Problem(text["problem.yaml"]);
            var mapping = MappingReader.Read(text["mapping.yaml"], "m.yaml", null, architecture, product);

            Assert.Empty(FormatFiles.Errors(mapping.Diagnostics));
            Assert.Equal(FormatFiles.Contents(nest), FormatFiles.Contents(mapping.Value!.Nest));
            Assert.Equal(FormatFiles.Contents(problem), FormatFiles.Contents(product));
            Assert.Equal(Edge.Levels.Select(l => (l.SizeBits, l.WordBits, l.Buffers, l.ReadPicojoulesPerBit, l.MayKeep)), architecture.Levels.Select(l => (l.SizeBits, l.WordBits, l.Buffers, l.ReadPicojoulesPerBit, l.MayKeep)));
            Assert.Equal(Edge.Levels.SelectMany(l => l.Ports).Select(p => (p.BitsPerCycle, p.Serves)), architecture.Levels.SelectMany(l => l.Ports).Select(p => (p.BitsPerCycle, p.Serves)));
            Assert.Equal(Edge.Levels.SelectMany(l => l.Fanout).Select(a => (a.Size, a.Multicast, a.Reduces)), architecture.Levels.SelectMany(l => l.Fanout).Select(a => (a.Size, a.Multicast, a.Reduces)));
        }
    }

    [Fact]
    public void Write_TimeloopOfUnevenSteps_SaysWhyThereIsNoMapping()
    {
        var nest = new LoopNest([new LevelNest([new(M, 100)], []), new LevelNest([new(M, 16), new(N, 1), new(K, 1)], []), new LevelNest([new(M, 1)], [], OperandSet.Weight)]);

        var emitted = TimeloopWriter.Write(Projection, Edge, nest);

        Assert.DoesNotContain("mapping.yaml", emitted.Files.Select(f => f.Name));
        Assert.Contains("the steps of M (100, 16, 1) do not divide one another down to 1", Assert.Single(FormatFiles.Errors(emitted.Diagnostics)), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ZigZag_ReadsBackAsTheSameCase()
    {
        // Every level takes as many inner loops as fit, so a nest that fills the buffer is read back as it was.
        var nest = new LoopNest(
        [
            new LevelNest([new(N, 192)], []),
            new LevelNest([new(N, 16), new(K, 16)], [new(K, 1, 0), new(N, 1, 1)]),
            new LevelNest([new(M, 1)], [], OperandSet.Weight),
        ]);
        var emitted = ZigZagWriter.Write(Projection, Edge, nest);
        var text = emitted.Files.ToDictionary(f => f.Name, f => f.Text);
        var architecture = FormatFiles.Architecture(text["hardware.yaml"]);
        var product = FormatFiles.Problem(text["workload.yaml"]);
        var mapping = MappingReader.Read(text["mapping.yaml"], "m.yaml", null, architecture with { Levels = [.. architecture.Levels.Select(l => l.Kind == MemoryKind.Sram ? l with { SizeBits = 16_000_000 } : l)] }, product);

        Assert.Empty(FormatFiles.Errors(mapping.Diagnostics));
        Assert.Equal(FormatFiles.Contents(nest), FormatFiles.Contents(mapping.Value!.Nest));
        Assert.Equal(Projection.Tensors.Select(t => (t.Dimensions, t.Bits)), product.Tensors.Select(t => (t.Dimensions, t.Bits)));
        Assert.Equal((Projection.PartialBits, 256L), (product.PartialBits, architecture.Multipliers));
        for (var l = 0; l < 3; l++)
        {
            Assert.Equal((Edge.Levels[l].SizeBits ?? 80_000_000_000, l == 0 ? 1 : Edge.Levels[l].Buffers), (architecture.Levels[l].SizeBits, architecture.Levels[l].Buffers));
            Assert.Equal(Edge.Levels[l].ReadPicojoulesPerBit, architecture.Levels[l].ReadPicojoulesPerBit, 1e-12);
            Assert.Equal(Edge.Levels[l].Fanout.Select(a => a.Size), architecture.Levels[l].Fanout.Select(a => a.Size));
        }
    }

    private static LoopNest Ragged { get; } = new(
    [
        new LevelNest([new(M, 64)], []),
        new LevelNest([new(N, 16), new(M, 16), new(K, 16)], [new(K, 1, 0), new(N, 1, 1)]),
        new LevelNest([new(M, 1)], [], OperandSet.Weight),
    ]);

    private static MappingFile Read(string text)
    {
        var result = MappingReader.Read(text, "m.yaml", Resolve);
        Assert.Empty(FormatFiles.Errors(result.Diagnostics));
        return result.Value!;
    }

    private static string? Resolve(string name) => name == "edge.yaml" ? ArchitectureWriter.Write(Edge) : null;

    private static LoopNest ReadTimeloop(Architecture architecture, string text)
    {
        var result = MappingReader.Read(text, "m.yaml", null, architecture, Projection);
        Assert.Empty(FormatFiles.Errors(result.Diagnostics));
        return result.Value!.Nest;
    }
}
