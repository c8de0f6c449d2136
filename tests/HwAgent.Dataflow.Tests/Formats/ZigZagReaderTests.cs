using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Formats;

public class ZigZagReaderTests
{
    [Fact]
    public void Read_OutputStationaryHardware_IsTheMeasuredOne()
    {
        var file = ArchitectureReader.Read(FormatFiles.ReadPeer("zigzag/arch_16_os.yaml"), "hw.yaml");

        Assert.Empty(FormatFiles.Errors(file.Diagnostics));
        var architecture = file.Value!.Architecture;
        Assert.Equal(["dram", "gb", "reg_O"], architecture.Levels.Select(l => l.Name));
        // Two buffers, each of the size in the file.
        Assert.Equal([80_000_000_000, 2 * 2097152, 2 * 32], architecture.Levels.Select(l => l.SizeBits));
        Assert.Equal([1, 2, 2], architecture.Levels.Select(l => l.Buffers));
        Assert.Equal([OperandSet.All, OperandSet.All, OperandSet.Output], architecture.Levels.Select(l => l.MustKeep));
        Assert.Equal([162.5 / 8, 6.25 / 8, 0.03 / 8], architecture.Levels.Select(l => Math.Round(l.ReadPicojoulesPerBit, 9)));
        Assert.Equal([new("D1", 16), new SpatialAxis("D2", 16)], architecture.Levels[1].Fanout);
        Assert.Empty(architecture.Levels[2].Fanout);
        // fh, tl, fl and th are the transfers in their order.
        Assert.Equal(new MemoryPort("w_port_2", 512, 0x111), architecture.Levels[1].Ports[5]);
        Assert.Equal(new MemoryPort("rw_port_1", 128, 0xF33), Assert.Single(architecture.Levels[0].Ports));
        Assert.Equal((256L, 0.3), (architecture.Multipliers, architecture.Compute.Picojoules(8, 8)));
    }

    [Fact]
    public void Read_Workload_IsTheMatrixProduct()
    {
        var problem = FormatFiles.Problem(FormatFiles.ReadPeer("zigzag/wl_e_prefill.yaml"));

        Assert.Equal([("D0", 2048L), ("D1", 11008L), ("D2", 4096L)], problem.Dimensions.Select(d => (d.Name, d.Size)));
        Assert.Equal([("I", 0b101, 8), ("W", 0b110, 8), ("O", 0b011, 8)], problem.Tensors.Select(t => (t.Name, t.Dimensions, t.Bits)));
        Assert.Equal((32, 0b100), (problem.PartialBits, problem.Summed));
    }

    [Fact]
    public void Read_MappingWithOrder_FillsTheMemoriesFromTheInside()
    {
        var architecture = FormatFiles.Architecture(FormatFiles.ReadPeer("zigzag/arch_16_ws.yaml"));
        var problem = FormatFiles.Problem(FormatFiles.ReadPeer("zigzag/wl_a_proj.yaml"));
        var text = FormatFiles.ReadPeer("zigzag/map_16_ws.yaml") + "  temporal_ordering: [[D0, 197], [D2, 48], [D1, all]]\n";

        var mapping = MappingReader.Read(text, "map.yaml", null, architecture, problem);

        Assert.Empty(FormatFiles.Errors(mapping.Diagnostics));
        var nest = mapping.Value!.Nest;
        // All of D1 beside all of D2 is more than 256 KiB; the register takes the loop that its weight does not use.
        Assert.Equal([new(1, 16)], nest.Levels[0].Temporal);
        Assert.Equal([new(2, 16)], nest.Levels[1].Temporal);
        Assert.Equal([new(1, 1, 0), new(2, 1, 1)], nest.Levels[1].Spatial);
        Assert.Equal([new(0, 1)], nest.Levels[2].Temporal);
    }

    [Theory]
    [InlineData("arch", "dimensions: [D1, D2]\n  sizes", "dimensions: [D1, D3]\n  sizes", "'D2' is no dimension of the array")]
    [InlineData("arch", "auto_cost_extraction: False", "auto_cost_extraction: True", "ZigZag's CACTI tables are not here")]
    [InlineData("arch", "- O, fl", "- O, lf", "'O, lf' is not known")]
    [InlineData("arch", "served_dimensions: [D1, D2]", "served_dimensions: [D1]", "serves [D1], the outermost memory serves every dimension in this model")]
    [InlineData("arch", "sizes: [16, 16]", "sizes: [16]", "1 sizes for 2 dimensions")]
    [InlineData("wl", "dimension_relations: []", "dimension_relations: [d0=d1+d2]", "convolutions are not part of this model")]
    [InlineData("wl", "dimension_relations: []", "dimension_relations: [d0=d1]", "'d0=d1' is no sum of two dimensions")]
    [InlineData("arch", "unit_energy:", "is_imc: True\n  unit_energy:", "computing in memory is not part of the model")]
    [InlineData("wl", "W[d2][d1]", "W[d2][d3]", "'d3' is none of loop_dims")]
    [InlineData("wl", "O[d0][d1]+=I[d0][d2]*W[d2][d1]", "O[d0][d1]+=I[d0][d2]", "is no product of two tensors")]
    [InlineData("wl", "loop_sizes: [197, 768, 768]", "loop_sizes: [197, 768]", "2 sizes for 3 dimensions")]
    [InlineData("map", "- D1, 16", "- D1, x", "'D1, x' is no loop of the problem")]
    [InlineData("map", "W: I2", "W: I1", "'I1' is not supported")]
    [InlineData("map", "name: default", "name: other", "there is no mapping for 'layer0' and no default")]
    [InlineData("map", "memory_operand_links:", "spatial_mapping_hint: {}\n  memory_operand_links:", "unknown key 'spatial_mapping_hint'")]
    public void Read_WrongOrUnsupported_IsNamed(string kind, string valid, string invalid, string message)
    {
        var path = kind == "wl" ? "zigzag/wl_a_proj.yaml" : $"zigzag/{kind}_16_ws.yaml";
        var text = FormatFiles.ReadPeer(path) + (kind == "map" ? "  temporal_ordering: [[D0, all], [D2, 48], [D1, 48]]\n" : "");
        Assert.Contains(valid, text, StringComparison.Ordinal);
        text = text.Replace(valid, invalid, StringComparison.Ordinal);
        var architecture = FormatFiles.Architecture(FormatFiles.ReadPeer("zigzag/arch_16_ws.yaml"));
        var problem = FormatFiles.Problem(FormatFiles.ReadPeer("zigzag/wl_a_proj.yaml"));

        var diagnostics = kind switch
        {
            "arch" => ArchitectureReader.Read(text, "f.yaml").Diagnostics,
            "wl" => ProblemReader.Read(text, "f.yaml").Diagnostics,
            _ => MappingReader.Read(text, "f.yaml", null, architecture, problem).Diagnostics,
        };

        var errors = FormatFiles.Errors(diagnostics).ToList();
        Assert.NotEmpty(errors);
        Assert.Contains(message, errors[0], StringComparison.Ordinal);
    }
}
