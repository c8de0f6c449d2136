using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Formats.Timeloop;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Formats;

/// <summary>What designs in Timeloop's v4 format are made of: memories side by side, arithmetic, constraints in a list, clusters, components that are switched off.</summary>
public class TimeloopDesignTests
{
    private const string Spads = """
        architecture:
          version: 0.4
          nodes:
          - !Container {name: chip, attributes: {datawidth: 8}}
          - !Component {name: DRAM, class: DRAM, attributes: {width: 64}}
          - !Component
            name: buffer
            class: smartbuffer_SRAM
            attributes: {depth: rows * 2**4, width: line, n_banks: 4}
            constraints: {dataspace: {bypass_only: [Weights]}}
          - !Container
            name: PE
            spatial: {meshX: columns, meshY: "(rows // 8)"}
            constraints: {spatial: {permutation: [N, K], split: 1}}
          - !Component {name: spare, class: SRAM, enabled: False}
          - !Parallel
            nodes:
            - !Component
              name: input_spad
              class: smartbuffer_RF
              attributes: {depth: 8, width: 16}
              constraints: {dataspace: {keep: [Inputs]}, temporal: {factors: [M<=4]}}
            - !Hierarchical
              nodes:
              - !Component {name: weight_spad, class: regfile, attributes: {depth: 4, cluster_size: 2, width: 32}, constraints: {dataspace: {keep_only: [Weights]}}}
            - !Nothing {constraints: {dataspace: {keep: [Outputs]}}}
          - !Component {name: mac, class: intmac, attributes: {multiplier_width: 8, adder_width: 16}}
        variables: {version: 0.4, rows: 32, columns: "max(4, rows / 8)", line: 64}
        constraints:
          version: 0.4
          targets:
          - {target: weight_spad, type: temporal, factors: [N=1, K<=2], permutation: [K, N]}
        """;

    [Fact]
    public void Read_MemoriesSideBySide_BecomeLevelsOfWhichEachOperandVisitsOne()
    {
        var architecture = FormatFiles.Architecture(Spads);

        Assert.Equal(["DRAM", "buffer", "input_spad", "weight_spad"], architecture.Levels.Select(l => l.Name));
        Assert.Equal([OperandSet.All, OperandSet.Input | OperandSet.Output, OperandSet.Input, OperandSet.Weight], architecture.Levels.Select(l => l.MayKeep));
        Assert.Equal([OperandSet.All, OperandSet.Input | OperandSet.Output, OperandSet.Input, OperandSet.Weight], architecture.Levels.Select(l => l.MustKeep));
        Assert.Equal([MemoryKind.Dram, MemoryKind.Sram, MemoryKind.Register, MemoryKind.Register], architecture.Levels.Select(l => l.Kind));
    }

    /// <summary>32 * 2^4 rows of 64 bits; 4 by 32 / 8 instances; half of 4 rows of 32 bits for each of two memories in a cluster.</summary>
    [Fact]
    public void Read_Arithmetic_IsWorkedOut()
    {
        var architecture = FormatFiles.Architecture(Spads);

        Assert.Equal([null, 32 * 16 * 64, 8 * 16, 4 * 32 / 2], architecture.Levels.Select(l => l.SizeBits));
        Assert.Equal([new("PE.X", 4), new SpatialAxis("PE.Y", 4)], architecture.Levels[1].Fanout);
    }

    [Fact]
    public void Read_ConstraintsInAList_AreThoseOfTheirNodes()
    {
        var constraints = FormatFiles.Architecture(Spads).Constraints.Levels.ToDictionary(c => c.Level);

        Assert.Equal(4, constraints["input_spad"].LargestTemporalFactors["M"]);
        Assert.Equal((1L, 2L), (constraints["weight_spad"].TemporalFactors["N"], constraints["weight_spad"].LargestTemporalFactors["K"]));
        Assert.Equal(["K", "N"], constraints["weight_spad"].Permutation);
        Assert.Equal(["N"], constraints["buffer"].AxisDimensions["PE.X"]);
    }

    [Fact]
    public void Search_DesignWithConstraints_KeepsToThem()
    {
        var architecture = FormatFiles.Architecture(Spads);
        var problem = TensorProblem.Gemm("p", 24, 40, 36);

        var found = GemmMapper.Search(new MapperRequest(problem, architecture, Objective.Energy), TestContext.Current.CancellationToken);

        Assert.Empty(NestValidation.Validate(problem, architecture, found.Ranked[0].Nest));
        var free = GemmMapper.Search(new MapperRequest(problem, architecture with { Constraints = MappingConstraints.None }, Objective.Energy), TestContext.Current.CancellationToken);
        Assert.NotEmpty(NestValidation.Validate(problem, architecture, free.Ranked[0].Nest));
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public void Validate_MostIterations_AreTheMost(long most, bool isValid)
    {
        var problem = TensorProblem.Gemm("p", 8, 1, 1);
        var architecture = FormatFiles.Architecture(Spads);
        architecture = architecture with { Constraints = new MappingConstraints([new LevelConstraint("DRAM") { LargestTemporalFactors = new Dictionary<string, long> { ["M"] = most } }]) };
        LevelNest[] levels = [new([new(1, 2)], []), new([new(1, 1)], [], OperandSet.Input | OperandSet.Output), new([], [], OperandSet.Input), new([], [], OperandSet.Weight)];

        var found = NestValidation.Validate(problem, architecture, new LoopNest(levels));

        if (isValid) Assert.Empty(found);
        else Assert.Contains("DRAM iterates 4 times over M", Assert.Single(found).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_OwnFormat_KeepsEveryConstraint()
    {
        var architecture = FormatFiles.Architecture(Spads);

        Assert.Equal(FormatFiles.Contents(architecture), FormatFiles.Contents(FormatFiles.Architecture(ArchitectureWriter.Write(architecture))));
    }

    [Fact]
    public void Read_MappingOfAnOlderVersion_HasBoundsWithoutSigns()
    {
        const string Mapping = """
            mapping:
            - {target: weight_spad, type: temporal, factors: M1 N1 K2, permutation: MNK}
            - {target: PE, type: spatial, factors: M1 N4 K4, permutation: MNK, split: 2}
            - {target: DRAM, type: temporal, factors: M3 N2 K1, permutation: KNM}
            """;
        var read = MappingReader.Read(Mapping, "m.yaml", null, FormatFiles.Architecture(Spads), TensorProblem.Gemm("p", 3, 8, 8));

        Assert.Empty(FormatFiles.Errors(read.Diagnostics));
        Assert.Equal([new(1, 1), new TemporalLoop(2, 4)], read.Value!.Nest.Levels[0].Temporal);
        Assert.Equal([new TemporalLoop(3, 1)], read.Value.Nest.Levels[3].Temporal);
    }

    [Theory]
    [InlineData("keep_only: [Weights]", "keep_only: [Inputs]", "Inputs are kept by two memories side by side")]
    [InlineData("- !Nothing {constraints: {dataspace: {keep: [Outputs]}}}", "- !Nothing {}", "no memory says that it keeps Outputs")]
    [InlineData("target: weight_spad", "target: weight_spat", "there is no node 'weight_spat'")]
    [InlineData("type: temporal, factors: [N=1", "type: utilization, factors: [N=1", "a constraint of type 'utilization' is not supported on this node")]
    [InlineData("target: weight_spad, type: temporal", "target: input_spad, type: temporal", "there is a temporal constraint on this node already")]
    [InlineData("class: regfile, attributes", "class: regfile, spatial: {meshX: 2}, attributes", "an array in one of several memories side by side is not supported")]
    [InlineData("meshX: columns", "meshX: columns + colums", "meshX: 'columns + colums' is not an integer")]
    public void Read_WhatTheModelCannotSay_IsNamed(string valid, string invalid, string message)
    {
        Assert.Contains(valid, Spads, StringComparison.Ordinal);

        var errors = FormatFiles.Errors(ArchitectureReader.Read(Spads.Replace(valid, invalid, StringComparison.Ordinal), "a.yaml").Diagnostics).ToList();

        Assert.Contains(errors, e => e.Contains(message, StringComparison.Ordinal));
        Assert.All(errors, e => Assert.Matches(@"^a\.yaml:\d+:\d+: error .* -> .+", e));
    }

    [Fact]
    public void Read_Template_IsNamed()
    {
        var error = Assert.Single(FormatFiles.Errors(ArchitectureReader.Read("variables: {version: 0.4}\n{{include_text('arch.yaml')}}\n", "top.yaml.jinja2").Diagnostics));

        Assert.StartsWith("top.yaml.jinja2:2:1: error [format unsupported]: this is a Jinja template, not YAML", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Constraints_AreAFileForTheMapperAlone()
    {
        var architecture = FormatFiles.Architecture(Spads);
        var files = TimeloopWriter.Write(TensorProblem.Gemm("p", 24, 40, 36), architecture).Files.ToDictionary(f => f.Name, f => f.Text);

        Assert.DoesNotContain("factors", files["architecture.yaml"], StringComparison.Ordinal);
        Assert.DoesNotContain("permutation", files["architecture.yaml"], StringComparison.Ordinal);
        var again = FormatFiles.Architecture(files["architecture.yaml"] + files["constraints.yaml"]);
        var before = architecture.Constraints.Levels.Single(c => c.Level == "weight_spad");
        var after = again.Constraints.Levels.Single(c => c.Level == "weight_spad");
        Assert.Equal(FormatFiles.Contents(before), FormatFiles.Contents(after));
        Assert.Equal(["N"], again.Constraints.Levels.Single(c => c.Level == "buffer").AxisDimensions["PE.X"].Except(["H", "M"]));
    }

    [Theory]
    [InlineData("2 + 3 * 4", 14)]
    [InlineData("-2 ** 2", -4)]
    [InlineData("2 ** -1", 0.5)]
    [InlineData("(7 // 2) % 2 - 1e1", -9)]
    [InlineData("-7 % 3", 2)]
    [InlineData("ceil(log2(rows + 1))", 6)]
    [InlineData("min(rows, 3, 5) * half", 48)]
    public void Evaluate_Arithmetic_IsPythons(string text, double value) => Assert.Equal(value, ArithmeticProbe(text));

    [Theory]
    [InlineData("")]
    [InlineData("2 +")]
    [InlineData("rows cols")]
    [InlineData("1 / 0")]
    [InlineData("exec(1)")]
    [InlineData("loop + 1")]
    public void Evaluate_WhatIsNone_GivesNothing(string text) => Assert.Null(ArithmeticProbe(text));

    [Fact]
    public void Evaluate_DeepBrackets_GivesNothing() => Assert.Null(ArithmeticProbe(new string('(', 100_000) + "1" + new string(')', 100_000)));

    /// <summary>The depth of a memory that has the expression as its depth, in thousandths; null when it is refused.</summary>
    private static double? ArithmeticProbe(string text)
    {
        var architecture = ArchitectureReader.Read($$$"""
            architecture:
              version: 0.4
              nodes:
              - !Component {name: DRAM, class: DRAM, attributes: {width: 8, datawidth: 8}}
              - !Component {name: x, class: SRAM, attributes: {width: 8, datawidth: 8, depth: "1000000 + int(1000 * ({{{text}}}))"}}
              - !Component {name: mac, class: mac, attributes: {datawidth: 8}}
            variables: {rows: 32, half: rows / 2, loop: pool + 1, pool: loop + 1}
            """, "a.yaml");
        return architecture.Value is { } file ? ((file.Architecture.Levels[1].SizeBits!.Value / 8) - 1_000_000) / 1000.0 : null;
    }
}
