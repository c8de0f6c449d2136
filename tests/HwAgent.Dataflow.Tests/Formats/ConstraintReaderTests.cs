using HwAgent.Core.Diagnostics;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Formats;

public class ConstraintReaderTests
{
    private static readonly Architecture Array = FormatFiles.Architecture(FormatFiles.ReadPeer("zigzag/arch_16_ws.yaml"));

    private static readonly TensorProblem Product = FormatFiles.Problem(FormatFiles.ReadPeer("zigzag/wl_a_proj.yaml"));

    [Fact]
    public void Read_ZigZagMapping_TheSearchSpreadsWhatItSays()
    {
        // The peer's mapping, and one that the search would not choose itself: 8 of the 16 rows.
        foreach (var (text, rows) in ((string, long)[])[(FormatFiles.ReadPeer("zigzag/map_16_ws.yaml"), 16), ("- {name: default, spatial_mapping: {D1: ['D2, 8'], D2: ['D1, 16']}}", 8)])
        {
            var constrained = Assert.Single(Read(text, Product));
            var best = GemmMapper.Search(new MapperRequest(Product, constrained, Objective.Latency), TestContext.Current.CancellationToken).Ranked[0];

            SpatialLoop[] loops = [.. best.Nest.Levels[1].Spatial.OrderBy(l => l.Axis)];
            Assert.Equal(2, loops.Length);
            var (along1, along2) = (rows == 16 ? 1 : 2, rows == 16 ? 2 : 1);
            Assert.Equal([(along1, 0), (along2, 1)], loops.Select(l => (l.Dimension, l.Axis)));
            // At best every step keeps the instances that may be used busy; fewer of them take longer.
            var least = 768 * 768 / (rows * 16) * 197;
            Assert.InRange(best.Cost.ComputeCycles, least, least * 11 / 10);
        }
    }

    [Fact]
    public void Read_ZigZagMapping_TakesTheEntryOfTheNameThenOfTheTypeThenTheDefault()
    {
        const string Entries = """
            - {name: default, spatial_mapping: {D1: ["D0, 2"]}}
            - {name: Gemm, spatial_mapping: {D1: ["D1, 4"]}}
            - {name: proj, spatial_mapping: {D1: ["D2, 8"]}}
            """;
        var plain = Product with { OperatorType = null };

        var architectures = Read(Entries, plain with { Name = "proj", OperatorType = "Gemm" }, Product, plain, plain with { Name = "other" });

        Assert.Equal("Gemm", Product.OperatorType);
        Assert.Equal([("D2", 8L), ("D1", 4L), ("D0", 2L), ("D0", 2L)], architectures.Select(a => Assert.Single(a.Constraints.Levels.Single(c => c.SpatialFactors.Count > 0).SpatialFactors)).Select(f => (f.Key, f.Value)));
        // Equal products are mapped once, which the mapper sees by their architecture.
        Assert.Same(architectures[2], architectures[3]);
    }

    [Fact]
    public void Read_Hints_LeaveAnAxisToTheDimensionsThatTheyName()
    {
        var constraint = Assert.Single(Assert.Single(Read("- {name: default, spatial_mapping: {D1: ['D2, 16']}, spatial_mapping_hint: {D2: [D0, D2]}}", Product)).Constraints.Levels);

        Assert.Equal(["D2"], constraint.AxisDimensions["D1"]);
        // What an axis is given alone is spread over no other.
        Assert.Equal(["D0"], constraint.AxisDimensions["D2"]);
    }

    [Fact]
    public void Read_DimensionThatTheLayerHasNot_IsNoted()
    {
        var read = ConstraintReader.Read("- {name: default, spatial_mapping: {D1: ['FX, 3'], D2: ['G, 1']}}", "m.yaml", Array, [Product]);

        Assert.Contains("layer0 has no dimension FX", Assert.Single(read.Diagnostics, d => d.Code == "no-effect").Message, StringComparison.Ordinal);
        Assert.All(Assert.Single(read.Value!).Constraints.Levels.SelectMany(c => c.AxisDimensions), a => Assert.Empty(a.Value));
    }

    [Fact]
    public void Read_OrderOfLoops_LeavesTheSearchThatMapping()
    {
        const string Entry = "- {name: default, spatial_mapping: {D1: ['D2, 16'], D2: ['D1, 16']}, temporal_ordering: [[D0, 16], [D2, 3], [D1, '*'], [D0, '*'], [D2, '*']]}";
        var given = MappingReader.Read(Entry, "m.yaml", null, Array, Product).Value!;

        var best = GemmMapper.Search(new MapperRequest(Product, Assert.Single(Read(Entry, Product)), Objective.Edp), TestContext.Current.CancellationToken).Ranked[0];

        Assert.Equal(FormatFiles.Contents(new NestModel(Product, Array).Evaluate(given.Nest)), FormatFiles.Contents(best.Cost));
        Assert.Equal(FormatFiles.Contents(given.Nest.Levels.Select(l => l.Temporal)), FormatFiles.Contents(best.Nest.Levels.Select(l => l.Temporal)));
    }

    [Fact]
    public void Read_OurConstraints_HoldBesideThoseOfTheArchitecture()
    {
        var edge = FormatFiles.Architecture(File.ReadAllText(Path.Combine(FormatFiles.Architectures, "edge-16x16.yaml")));
        var read = ConstraintReader.Read("constraints: [{level: buffer, axes: {rows: [K, M]}, spatial: {N: 8}, permutation: [M]}, {level: dram, temporal: {K: 1}}]", "c.yaml", edge, [Product]);

        Assert.Empty(FormatFiles.Errors(read.Diagnostics));
        var buffer = Assert.Single(read.Value!).Constraints.Levels.Single(c => c.Level == "buffer");
        Assert.Equal([("rows", "K"), ("columns", "N")], buffer.AxisDimensions.Select(a => (a.Key, Assert.Single(a.Value))));
        Assert.Equal((8, 1), (buffer.SpatialFactors["N"], read.Value![0].Constraints.Levels.Single(c => c.Level == "dram").TemporalFactors["K"]));

        var other = ConstraintReader.Read("constraints: [{level: buffer, spatial: {N: 4}}]", "c.yaml", read.Value[0], [Product]);
        Assert.Contains("itself constrains N otherwise", Assert.Single(FormatFiles.Errors(other.Diagnostics)), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TimeloopConstraintsBesideTheArchitecture_AreThoseInItsOwnFile()
    {
        const string Constraints = """
            constraints:
              targets:
              - {target: GB, type: temporal, factors: [H=1, M<=8], permutation: [K, N]}
              - {target: PE, type: spatial, factors: [M=1], permutation: [H, M, K, N], split: 3, no_reuse: [Inputs]}
              - {target: reg, type: dataspace, keep: [Weights]}
            """;
        // The peer's architecture without what it says of constraints.
        const string Free = """
            architecture:
              version: 0.4
              nodes:
              - !Component {name: DRAM, class: DRAM, attributes: {width: 128, datawidth: 8, shared_bandwidth: 16}}
              - !Component {name: GB, class: SRAM, attributes: {width: 128, depth: 16384, datawidth: 8}}
              - !Container {name: PE, spatial: {meshX: 16, meshY: 16}}
              - !Component {name: reg, class: storage, subclass: reg_storage, attributes: {width: 8, depth: 2, datawidth: 8}}
              - !Component {name: mac, class: compute, subclass: intmac, attributes: {datawidth: 8}}

            """;

        var read = ConstraintReader.Read(Constraints, "c.yaml", FormatFiles.Architecture(Free), [Product]);

        Assert.Empty(FormatFiles.Errors(read.Diagnostics));
        var architecture = Assert.Single(read.Value!);
        Assert.Equal(FormatFiles.Contents(FormatFiles.Architecture(Free + Constraints)), FormatFiles.Contents(architecture));
        var buffer = architecture.Constraints.Levels.Single(c => c.Level == "GB");
        Assert.Equal((1, 8, 1), (buffer.TemporalFactors["H"], buffer.LargestTemporalFactors["M"], buffer.SpatialFactors["M"]));
        Assert.Equal([OperandSet.Weight, OperandSet.Weight], architecture.Levels[1].Fanout.Select(a => a.Multicast));
        Assert.Equal(OperandSet.Weight, architecture.Levels[2].MustKeep);
    }

    [Theory]
    [InlineData("- {name: other}", "there is no mapping for 'layer0' and no default")]
    [InlineData("- {name: default, spatial_mapping: {D3: ['D0, 4']}}", "there is no axis 'D3'")]
    [InlineData("- {name: default, spatial_mapping: {D1: ['D0, 32']}}", "32 instances are asked for along D1, which has 16")]
    [InlineData("- {name: default, spatial_mapping: {D1: ['D0, all']}}", "\"D0, all\" is not understood")]
    [InlineData("- {name: default, spatial_mapping: {D1: ['D0, 4'], D2: ['D0, 4']}}", "D0 is spread along D1 and D2 of gb")]
    [InlineData("- {name: default, temporal_ordering: [[D0, all]]}", "the factors of D1 multiply to 1, the problem has 768")]
    [InlineData("- {name: default, temporal_ordering: [[D0, 16], [D1, 4], [D2, 2], [D1, 2], [D0, all], [D1, all], [D2, all]]}", "D1 comes twice among the loops of gb")]
    [InlineData("- {name: default, memory_operand_links: {O: I1}}", "'I1' is not supported")]
    [InlineData("constraints: {targets: [{target: gc, type: temporal, factors: [D0=1]}]}", "there is no node 'gc'")]
    [InlineData("constraints: {targets: [{target: gb, type: dataspace, bypass: [Inputs]}]}", "gb keep or bypass the same data space otherwise")]
    [InlineData("levels: []", "'constraints' is missing")]
    [InlineData("constraints: [{level: gbb}]", "'gbb' is not known")]
    [InlineData("constraints", "is no list of constraints")]
    public void Read_WhatCannotBeKept_IsNamed(string text, string message)
    {
        var read = ConstraintReader.Read(text, "c.yaml", Array, [Product]);

        Assert.Null(read.Value);
        var errors = read.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
        Assert.Contains(message, errors[0].Message, StringComparison.Ordinal);
        Assert.All(errors, e => Assert.NotEmpty(e.Advice!));
    }

    private static IReadOnlyList<Architecture> Read(string text, params TensorProblem[] problems)
    {
        var read = ConstraintReader.Read(text, "m.yaml", Array, problems);
        Assert.Empty(FormatFiles.Errors(read.Diagnostics));
        return read.Value!;
    }
}
