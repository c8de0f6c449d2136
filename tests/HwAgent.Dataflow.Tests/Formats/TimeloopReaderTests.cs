using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Formats;

public class TimeloopReaderTests
{
    [Fact]
    public void Read_WeightStationaryArchitecture_IsTheMeasuredOne()
    {
        var energies = EnergyTableReader.Read(FormatFiles.ReadPeer("timeloop/ert_16.yaml"), "ert_16.yaml").Value!;
        var file = ArchitectureReader.Read(FormatFiles.ReadPeer("timeloop/arch_16_ws.yaml"), "arch.yaml", energies);

        Assert.Empty(FormatFiles.Errors(file.Diagnostics));
        Assert.Equal(new OperandBits(8, 8, 8, 8), file.Value!.Bits);
        var architecture = file.Value.Architecture;
        Assert.Equal(["DRAM", "GB", "reg"], architecture.Levels.Select(l => l.Name));
        Assert.Equal([MemoryKind.Dram, MemoryKind.Sram, MemoryKind.Register], architecture.Levels.Select(l => l.Kind));
        Assert.Equal([1L << 37, 256L << 13, 16], architecture.Levels.Select(l => l.SizeBits));
        Assert.Equal([1, 2, 2], architecture.Levels.Select(l => l.Buffers));
        Assert.Equal([162.5 / 8, 6.25 / 8, 0.03 / 8], architecture.Levels.Select(l => l.WritePicojoulesPerBit));
        Assert.Equal("ert_16.yaml: system_top_level.GB[1..1], read and write of 128 bits", architecture.Levels[1].EnergySource);
        Assert.Equal(new MemoryPort("shared", 128, MemoryPort.Everything), Assert.Single(architecture.Levels[0].Ports));
        Assert.Empty(architecture.Levels[1].Ports);
        Assert.Equal([new("PE.X", 16), new SpatialAxis("PE.Y", 16)], architecture.Levels[1].Fanout);
        Assert.Equal((OperandSet.Weight, OperandSet.Weight), (architecture.Levels[2].MustKeep, architecture.Levels[2].MayKeep));
        Assert.Equal((256L, 0.3, 1e9), (architecture.Multipliers, architecture.Compute.Picojoules(8, 8), architecture.ClockHertz));
        var constraint = Assert.Single(architecture.Constraints.Levels);
        Assert.Equal(["H", "M", "K"], constraint.AxisDimensions["PE.X"]);
        Assert.Equal(["N"], constraint.AxisDimensions["PE.Y"]);
        Assert.Equal([("M", 1L), ("H", 1L)], constraint.SpatialFactors.Select(f => (f.Key, f.Value)));
    }

    [Theory]
    [InlineData("timeloop/arch_16_os.yaml")]
    [InlineData("timeloop/arch_16_osfix.yaml")]
    [InlineData("timeloop/arch_16_wsfix.yaml")]
    public void Read_OtherArchitectures_HaveNoErrors(string path) => Assert.Equal(256, FormatFiles.Architecture(FormatFiles.ReadPeer(path)).Multipliers);

    [Theory]
    [InlineData("timeloop/prob_a_proj.yaml", 197, 768, 768)]
    [InlineData("timeloop/prob_a_proj_pad16.yaml", 208, 768, 768)]
    [InlineData("timeloop/prob_e_prefill.yaml", 2048, 11008, 4096)]
    public void Read_Problem_IsTheMatrixProduct(string path, long m, long n, long k)
    {
        var problem = FormatFiles.Problem(FormatFiles.ReadPeer(path));

        Assert.Equal(FormatFiles.Contents(TensorProblem.Gemm("gemm", m, n, k)), FormatFiles.Contents(problem));
    }

    [Fact]
    public void Read_ArraysInTwoContainers_BecomeAxesOfOneLevel()
    {
        var level = FormatFiles.Architecture(Chain("""
              - !Container
                name: column
                spatial: {meshX: 14}
                constraints: {spatial: {permutation: [N, K], split: 2, factors: [M=1, N<=7], no_reuse: [Outputs]}}
              - !Container
                name: PE
                spatial: {meshY: 12}
                constraints: {spatial: {permutation: [M], split: 0, factors: "M=4 N<=2"}}
            """.Replace("M=1, ", "", StringComparison.Ordinal).Replace("M=4 ", "", StringComparison.Ordinal)));

        Assert.Equal([new("column.X", 14, OperandSet.Input | OperandSet.Weight, false), new SpatialAxis("PE.Y", 12)], level.Levels[0].Fanout);
        Assert.Equal(14, Assert.Single(level.Constraints.Levels).LargestSpatialFactors["N"]);
    }

    [Theory]
    [InlineData("  - !Pipelined {nodes: []}", "!Pipelined is not supported")]
    [InlineData("  - !Container {name: x, networks: [{name: noc}]}", "networks: this is not part of the model")]
    [InlineData("  - !Component {name: x, class: XY_NoC}", "a component of class XY_NoC is not supported")]
    [InlineData("  - !Component {name: x, class: SRAM, attributes: {depth: 4, width: 8, multiple_buffering: 3}}", "multiple_buffering is neither 1 nor 2")]
    [InlineData("  - !Component {name: x, class: SRAM, attributes: {depth: 4, width: 8, shared_bandwdth: 3}}", "unknown attribute 'shared_bandwdth'")]
    [InlineData("  - !Component {name: x, class: SRAM, attributes: {depth: 4, width: 8, network_fill_latency: 3}}", "network_fill_latency: '3' is not supported")]
    [InlineData("  - !Component {name: x, class: SRAM, attributes: {depth: 4 * rows, width: 8}}", "depth: '4 * rows' is not an integer")]
    [InlineData("  - !Component {name: x, class: SRAM, attributes: {width: 8}}", "x has no size")]
    [InlineData("  - !Component {name: x, class: SRAM, attributes: {depth: 4}, constraints: {temporal: {factors: [M>=2]}}}", "'M>=2' is not supported as a constraint")]
    [InlineData("  - !Component {name: x, class: SRAM, attributes: {depth: 4}, constraints: {dataspace: {keep: [Foo]}}}", "'Foo' is no known data space")]
    [InlineData("  - !Component {name: x, class: SRAM, attributes: {depth: 4}, sparse_optimizations: {action_optimization: []}}", "sparse_optimizations: this is not part of the model")]
    [InlineData("  - !Component {name: x, class: SRAM, attributes: {depth: 4}, constraints: {max_overbooked_proportion: {proportion: 1}}}", "max_overbooked_proportion: this constraint is not supported")]
    [InlineData("  - !Component {name: x, class: SRAM, attributes: {depth: 4}, constraints: {temporal: {factors_only: [M=2]}}}", "factors_only: the dimensions that it stands for are those of a problem")]
    [InlineData("  - !Component {name: x, class: SRAM, attributes: {depth: 4}, constraints: {temporal: {maximize_dims: [[M]]}}}", "maximize_dims: this constraint is not supported")]
    [InlineData("  - !Component {name: x, class: SRAM, attributes: {depth: 4}, constraints: {temporal: {no_reuse: [Inputs]}}}", "no_reuse: this constraint is not supported")]
    public void Read_UnsupportedArchitecture_IsNamed(string node, string message)
    {
        var result = ArchitectureReader.Read(Chain(node), "a.yaml");

        var error = Assert.Single(FormatFiles.Errors(result.Diagnostics));
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Contains("a.yaml:9:", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("projection: [[[M]], [[K]]]", "projection: [[[M], [K, Stride]], [[K]]]", "'Stride' is no dimension")]
    [InlineData("projection: [[[M]], [[K]]]", "projection: [[[M], [K]]]", "windows M + K with M=2, K=4 overlap: convolutions are not part of this model")]
    [InlineData("projection: [[[M]], [[K]]]", "projection: [[[M, K]], [[K]]]", "is not one dimension with at most one coefficient")]
    [InlineData("instance: {M: 2, N: 3, K: 4}", "instance: {M: 2, N: 3, K: 4, densities: {A: {density: 0.5}}}", "sparse tensors are not supported")]
    [InlineData("instance: {M: 2, N: 3, K: 4}", "instance: {M: 2, N: 3}", "'K' has no size")]
    [InlineData("read_write: True", "read_write: False", "3 data spaces, 0 of them read_write, are no product of two tensors")]
    [InlineData("instance: {M: 2, N: 3, K: 4}", "instance: {M: 2, N: 3, K: 0}", "problem.instance.K: '0' is not an integer from 1")]
    [InlineData("  instance:", "  densities: {}\n  instance:", "unknown key 'densities'")]
    public void Read_UnsupportedProblem_IsNamed(string valid, string invalid, string message)
    {
        const string Text = """
            problem:
              version: 0.4
              shape:
                name: gemm
                dimensions: [M, N, K]
                data_spaces:
                - {name: A, projection: [[[M]], [[K]]]}
                - {name: B, projection: [[[K]], [[N]]]}
                - {name: Z, projection: [[[M]], [[N]]], read_write: True}
              instance: {M: 2, N: 3, K: 4}
            """;
        Assert.Equal(24, FormatFiles.Problem(Text).Macs);

        var result = ProblemReader.Read(Text.Replace(valid, invalid, StringComparison.Ordinal), "p.yaml");

        Assert.Contains(message, Assert.Single(FormatFiles.Errors(result.Diagnostics)), StringComparison.Ordinal);
        Assert.Null(result.Value);
    }

    private static string Chain(string nodes) => $$$"""
        architecture:
          version: 0.4
          nodes:
          - !Container {name: system, attributes: {technology: "45nm"}}
          - !Component
            name: DRAM
            class: DRAM
            attributes: {width: 64, datawidth: 8}
        {{{nodes}}}
          - !Component {name: reg, class: regfile, attributes: {depth: 4, width: 8}}
          - !Component {name: mac, class: intmac, attributes: {datawidth: 8}}
        """;
}
