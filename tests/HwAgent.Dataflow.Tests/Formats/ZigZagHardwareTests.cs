using System.Text.RegularExpressions;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Formats.ZigZag;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Formats;

/// <summary>ZigZag hardware of versions before 3.8, memories that are not shared alike, and what is written for ZigZag.</summary>
public class ZigZagHardwareTests
{
    /// <summary>The weight registers serve columns (D2) that the sums' registers outside of them do not, and the other way about.</summary>
    private const string Hardware = """
        name: chip
        memories:
          weight_reg:
            size: 8
            r_bw: 8
            w_bw: 8
            r_cost: 0.08
            w_cost: 0.16
            area: 0
            r_port: 1
            w_port: 1
            rw_port: 0
            latency: 1
            operands: [I2]
            ports:
              - fh: w_port_1
                tl: r_port_1
            served_dimensions: [D2]
          sum_reg:
            size: 32
            r_bw: 32
            w_bw: 32
            r_cost: 0.02
            w_cost: 0.02
            area: 0
            latency: 1
            operands: [O]
            ports:
              - fh: w_port_1
                tl: r_port_1
                fl: w_port_2
                th: r_port_2
            served_dimensions: [D1]
          sram:
            size: 65536
            r_bw: 128
            w_bw: 64
            r_cost: 12.8
            w_cost: 6.4
            area: 0
            min_r_granularity: 64
            latency: 1
            operands: [I1, O]
            ports:
              - fh: w_port_1
                tl: r_port_1
              - fh: w_port_1
                tl: r_port_1
                fl: w_port_1
                th: r_port_1
            served_dimensions: [D1, D2]
          dram:
            size: 10000000000
            r_bw: 64
            w_bw: 64
            r_cost: 700
            w_cost: 750
            area: 0
            latency: 1
            operands: [I1, I2, O]
            ports:
              - fh: rw_port_1
                tl: rw_port_1
              - fh: rw_port_1
                tl: rw_port_1
              - fh: rw_port_1
                tl: rw_port_1
                fl: rw_port_1
                th: rw_port_1
            served_dimensions: [D1, D2]
        multipliers:
          input_precision: [8, 8]
          multiplier_energy: 0.04
          multiplier_area: 1
          dimensions: [D1, D2]
          sizes: [8, 4]
        """;

    private static readonly TensorProblem Problem = TensorProblem.Gemm("p", 48, 40, 64);

    [Fact]
    public void Read_PortsByOperand_AreThePortsOfTheMemory()
    {
        var architecture = FormatFiles.Architecture(Hardware);

        Assert.Equal(["dram", "sram", "sum_reg", "weight_reg"], architecture.Levels.Select(l => l.Name));
        Assert.Equal(new MemoryPort("rw_port_1", 64, MemoryPort.Everything & ~0b1100_1100), Assert.Single(architecture.Levels[0].Ports));
        Assert.Equal([("r_port_1", 128.0), ("w_port_1", 64.0)], architecture.Levels[1].Ports.Select(p => (p.Name, p.BitsPerCycle)).Order());
        Assert.Equal((0.1, 0.1), (architecture.Levels[1].ReadPicojoulesPerBit, architecture.Levels[1].WritePicojoulesPerBit));
        Assert.Equal([1, 1, 1, 1], architecture.Levels[2].Ports.Select(p => System.Numerics.BitOperations.PopCount((uint)p.Serves)));
        Assert.Equal((0.04, 32L), (architecture.Compute.Picojoules(8, 8), architecture.Multipliers));
    }

    /// <summary>D1 lies below the sums, which it is shared along; D2 outside of them, so that each of 4 columns has a copy of the weights.</summary>
    [Fact]
    public void Read_MemoryThatIsSharedOtherwise_IsCopiesThatTakeTheEnergyOfOne()
    {
        var read = ArchitectureReader.Read(Hardware, "h.yaml");
        var architecture = read.Value!.Architecture;

        Assert.Equal([new SpatialAxis("D2", 4) { Shared = OperandSet.Weight }], architecture.Levels[1].Fanout);
        Assert.Equal([new SpatialAxis("D1", 8)], architecture.Levels[2].Fanout);
        Assert.Equal((0.08 / 8 / 4, 0.16 / 8 / 4), (architecture.Levels[3].ReadPicojoulesPerBit, architecture.Levels[3].WritePicojoulesPerBit));
        Assert.Contains(read.Diagnostics, d => d.Code == "copies" && d.Message.Contains("weight_reg is shared along D2", StringComparison.Ordinal));
    }

    /// <summary>The registers of the sums are outside of those of the weights: what is walked over inside of the latter must fit the former, too.</summary>
    [Fact]
    public void Read_OrderOfLoops_FillsAMemoryAsFarAsThoseOutsideOfItHold()
    {
        const string Mapping = "- {name: default, spatial_mapping: , memory_operand_links: {O: O, W: I2, I: I1, S: I2}, temporal_ordering: [[M, '*'], [N, '*'], [K, '*']]}";
        var architecture = FormatFiles.Architecture(Hardware);

        var read = MappingReader.Read(Mapping, "m.yaml", null, architecture, Problem);

        Assert.Empty(FormatFiles.Errors(read.Diagnostics));
        Assert.Empty(NestValidation.Validate(Problem, architecture, read.Value!.Nest));
        Assert.Equal([[new(3, 1)], [new(2, 1), new TemporalLoop(1, 1)], [], []], read.Value.Nest.Levels.Select(l => l.Temporal));
    }

    [Fact]
    public void Search_SharedMemory_KeepsWhatIndexesItOffTheAxis()
    {
        var architecture = FormatFiles.Architecture(Hardware);

        var found = GemmMapper.Search(new MapperRequest(Problem, architecture, Objective.Latency), TestContext.Current.CancellationToken);

        Assert.Empty(NestValidation.Validate(Problem, architecture, found.Ranked[0].Nest));
        // Only rows do not index the weights.
        Assert.All(found.Ranked[0].Nest.Levels[1].Spatial, s => Assert.Equal("M", Problem.Dimensions[s.Dimension].Name));
        var free = architecture with { Levels = [.. architecture.Levels.Select(l => l with { Fanout = [.. l.Fanout.Select(a => a with { Shared = OperandSet.None })] })] };
        var other = GemmMapper.Search(new MapperRequest(Problem with { Dimensions = [new("H", 1), new("M", 1), new("N", 40), new("K", 64)] }, free, Objective.Latency), TestContext.Current.CancellationToken).Ranked[0].Nest;
        Assert.Contains(NestValidation.Validate(Problem with { Dimensions = [new("H", 1), new("M", 1), new("N", 40), new("K", 64)] }, architecture, other), d => d.Message.Contains("whose instances share one memory of Weights", StringComparison.Ordinal));
    }

    [Fact]
    public void Write_OwnFormat_KeepsWhatIsShared()
    {
        var architecture = FormatFiles.Architecture(Hardware);

        Assert.Equal(FormatFiles.Contents(architecture), FormatFiles.Contents(FormatFiles.Architecture(ArchitectureWriter.Write(architecture))));
    }

    [Fact]
    public void Write_SharedMemory_ReadsBackTheSame()
    {
        var architecture = FormatFiles.Architecture(Hardware);
        var again = FormatFiles.Architecture(ZigZagWriter.Write(Problem, architecture).Files.Single(f => f.Name == "hardware.yaml").Text);

        foreach (var (before, after) in architecture.Levels.Zip(again.Levels))
        {
            Assert.Equal(before.ReadPicojoulesPerBit, after.ReadPicojoulesPerBit, 1e-12);
            Assert.Equal(before.Fanout.Select(a => (a.Size, a.Shared)), after.Fanout.Select(a => (a.Size, a.Shared)));
        }
    }

    /// <summary>ZigZag's validators (zigzag/parser) hold names and values against these patterns and refuse whole files; PyYAML takes 1E-05 for a text.</summary>
    [Fact]
    public void Write_ForZigZag_PassesItsPatterns()
    {
        var architecture = FormatFiles.Architecture(Hardware);
        var levels = architecture.Levels.Select(l => l with { WritePicojoulesPerBit = 1e-7, Ports = [.. l.Ports.Select((p, i) => p with { Name = $"edge-{i}" })] });
        architecture = architecture with { Levels = [.. levels] };
        var nest = GemmMapper.Search(new MapperRequest(Problem, architecture, Objective.Energy), TestContext.Current.CancellationToken).Ranked[0].Nest;

        var files = ZigZagWriter.Write(Problem, architecture, nest).Files.ToDictionary(f => f.Name, f => f.Text);

        Assert.All(Values(files["hardware.yaml"], "- name"), v => Assert.Matches(@"^[r]?[w]?_port_\d+$", v));
        Assert.All(Values(files["hardware.yaml"], "type"), v => Assert.Contains(v, (string[])["read", "write", "read_write"]));
        Assert.All(Regex.Matches(files["hardware.yaml"], @"^          - (.*)$", RegexOptions.Multiline).Select(m => m.Groups[1].Value), v => Assert.Matches("^(I[12]|O), (fh|tl|fl|th)$", v));
        Assert.All(Values(files["hardware.yaml"], "served_dimensions").SelectMany(v => v.Trim('[', ']').Split(", ")), v => Assert.Matches(@"^D\d$", v));
        Assert.All((string[])["r_cost", "w_cost", "unit_energy"], key => Assert.All(Values(files["hardware.yaml"], key), v => Assert.Matches(@"^[0-9]+(\.[0-9]+)?$|^[0-9]+\.[0-9]+[eE][-+][0-9]+$", v)));
        Assert.Equal("default", Assert.Single(Values(files["mapping.yaml"], "- name")));
        Assert.All(Regex.Matches(files["mapping.yaml"], "^      - (.*)$", RegexOptions.Multiline).Select(m => m.Groups[1].Value), v => Assert.Matches("^[A-Z]+, [0-9]+$", v));
        Assert.Matches(@"^O(\[\w+\])+\+?=\w(\[\w+\])+[*+]\w(\[(?:\w+)?\])+$", Assert.Single(Values(files["workload.yaml"], "equation")));
    }

    [Fact]
    public void Write_OneStep_HasAnEmptyOrder()
    {
        var problem = TensorProblem.Gemm("p", 1, 1, 1);
        var architecture = FormatFiles.Architecture(Hardware);
        var nest = GemmMapper.Search(new MapperRequest(problem, architecture, Objective.Energy), TestContext.Current.CancellationToken).Ranked[0].Nest;

        Assert.Contains("  temporal_ordering: []\n", ZigZagWriter.Write(problem, architecture, nest).Files.Single(f => f.Name == "mapping.yaml").Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("    served_dimensions: [D1]", "    served_dimensions: [D3]", "'D3' is no dimension of the array")]
    [InlineData("fl: w_port_2", "fl: r_port_2", "'r_port_2' is no port that writes")]
    [InlineData("operands: [I1, O]", "operands: [I1]", "2 entries for 1 operands")]
    [InlineData("weight_reg:", "sum_reg:", "'sum_reg' comes twice")]
    public void Read_WrongOldHardware_IsNamed(string valid, string invalid, string message)
    {
        Assert.Contains(valid, Hardware, StringComparison.Ordinal);

        var errors = FormatFiles.Errors(ArchitectureReader.Read(Hardware.Replace(valid, invalid, StringComparison.Ordinal), "h.yaml").Diagnostics).ToList();

        Assert.Contains(errors, e => e.Contains(message, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Values(string text, string key) =>
        Regex.Matches(text, $@"^ *{Regex.Escape(key)}: (.*)$", RegexOptions.Multiline).Select(m => m.Groups[1].Value);
}
