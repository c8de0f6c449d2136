using HwAgent.Core.Diagnostics;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Formats;

/// <summary>Timeloop architectures and constraints that speak of a problem's own data spaces and dimensions.</summary>
public class TimeloopNamesTests
{
    private const string Grouped = """
        problem:
          version: 0.4
          shape:
            name: gqa
            dimensions: [G, H, M, N, K]
            data_spaces:
            - {name: Q, projection: [[[G]], [[H]], [[M]], [[K]]]}
            - {name: Kc, projection: [[[G]], [[K]], [[N]]]}
            - {name: S, projection: [[[G]], [[H]], [[M]], [[N]]], read_write: True}
          instance: {G: 8, H: 4, M: 512, N: 2048, K: 128}

        """;

    private const string Hardware = """
        architecture:
          version: 0.4
          nodes:
          - !Component {name: DRAM, class: DRAM, attributes: {width: 128, datawidth: 8}, constraints: {dataspace: {keep: [Q, Kc, S]}}}
          - !Component
            name: GB
            class: SRAM
            attributes: {width: 128, depth: 16384, datawidth: 8}
            constraints: {temporal: {no_iteration_over_dataspaces: [Kc], permutation: [M, H]}}
          - !Container
            name: PE
            spatial: {meshX: 32, meshY: 16}
            constraints: {spatial: {no_reuse: [Kc], must_iterate_over_dataspaces: [Kc], permutation: [K, N], split: 1}}
          - !Parallel
            nodes:
            - !Component {name: held, class: regfile, attributes: {width: 8, depth: 4, datawidth: 8}, constraints: {dataspace: {keep: [Kc]}, temporal: {factors_only: [K<=4]}}}
            - !Nothing {constraints: {dataspace: {keep: [Q, S]}}}
          - !Component {name: mac, class: intmac, attributes: {datawidth: 8}}

        """;

    private static readonly TensorProblem Problem = FormatFiles.Problem(Grouped);

    [Fact]
    public void Read_DataSpacesOfTheProblem_AreItsOperands()
    {
        var architecture = Architecture(Hardware, Problem);

        Assert.Equal([OperandSet.All, OperandSet.All, OperandSet.Weight], architecture.Levels.Select(l => l.MayKeep));
        Assert.Equal([OperandSet.Input, OperandSet.Input], architecture.Levels[1].Fanout.Select(a => a.Multicast));
        // Without one they are unknown, and the message says what would help.
        var errors = FormatFiles.Errors(ArchitectureReader.Read(Hardware, "a.yaml").Diagnostics).ToList();
        Assert.Contains(errors, e => e.Contains("'Kc' is no known data space -> call the data spaces Inputs, Weights, Outputs, or name a problem that has this one", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_ProblemInTheSameFile_IsWhatTheNamesAreOf() =>
        Assert.Equal(FormatFiles.Contents(Architecture(Hardware, Problem)), FormatFiles.Contents(FormatFiles.Architecture(Grouped + Hardware)));

    [Fact]
    public void Read_MacrosOverDataSpaces_AreFactorsOfTheirDimensions()
    {
        var constraints = Architecture(Hardware, Problem).Constraints.Levels.ToDictionary(c => c.Level);

        // The keys are indexed by G, N and K.
        Assert.Equal([("G", 1L), ("K", 1L), ("N", 1L)], Sorted(constraints["GB"].TemporalFactors));
        Assert.Equal(["M", "H"], constraints["GB"].Permutation);
        Assert.Equal([("H", 1L), ("M", 1L)], Sorted(constraints["GB"].SpatialFactors));
        Assert.Equal([("G", 1L), ("H", 1L), ("M", 1L), ("N", 1L)], Sorted(constraints["held"].TemporalFactors));
        Assert.Equal(4, constraints["held"].LargestTemporalFactors["K"]);
    }

    [Fact]
    public void Read_FactorsOnlyWithoutAny_LeavesNoLoops()
    {
        var architecture = Architecture(Hardware.Replace("[K<=4]", "[]", StringComparison.Ordinal), Problem);

        Assert.Equal([1L, 1, 1, 1, 1], architecture.Constraints.Levels.Single(c => c.Level == "held").TemporalFactors.Values);
    }

    [Fact]
    public void Read_DimensionsThatTheProblemHasNot_AreNoted()
    {
        var read = ArchitectureReader.Read(Hardware.Replace("permutation: [K, N], split: 1", "permutation: [R, C], split: 1, factors: [S=0, R<=3]", StringComparison.Ordinal), "a.yaml", problems: [Problem]);

        Assert.Empty(FormatFiles.Errors(read.Diagnostics));
        string[] notes = [.. read.Diagnostics.Where(d => d.Code == "no-effect").Select(d => d.Message)];
        Assert.Contains("'S=0' is of a dimension that gqa has not", notes[1], StringComparison.Ordinal);
        Assert.Equal("constraints on GB speak of R, C, which gqa has not (G, H, M, N, K): nothing is spread along PE.X, PE.Y", notes[0]);
    }

    [Fact]
    public void Read_ConstraintsBesideTheArchitecture_SpeakOfTheProblemToo()
    {
        const string Constraints = """
            constraints:
              targets:
              - {target: GB, type: dataspace, keep: [S], bypass: [Q]}
              - {target: GB, type: temporal, no_iteration_over_dataspaces: [S]}
            """;
        var free = Architecture(Hardware.Replace("constraints: {temporal: {no_iteration_over_dataspaces: [Kc], permutation: [M, H]}}", "", StringComparison.Ordinal), Problem);

        var read = ConstraintReader.Read(Constraints, "c.yaml", free, [Problem]);

        Assert.Empty(FormatFiles.Errors(read.Diagnostics));
        var buffer = Assert.Single(read.Value!).Levels[1];
        Assert.Equal((OperandSet.Output, OperandSet.Weight | OperandSet.Output), (buffer.MustKeep, buffer.MayKeep));
        Assert.Equal(["G", "H", "M", "N"], read.Value![0].Constraints.Levels.Single(c => c.Level == "GB").TemporalFactors.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("no_iteration_over_dataspaces: [Kc]", "no_iteration_over_dataspaces: [Kx]", "'Kx' is no known data space -> call the data spaces Q, Kc, S as gqa does")]
    [InlineData("no_iteration_over_dataspaces: [Kc]", "factors: [K=4], no_iteration_over_dataspaces: [Kc]", "factors gives K another factor")]
    [InlineData("keep: [Q, S]}}}", "keep: [Q]}}}", "no memory says that it keeps S")]
    [InlineData("factors_only: [K<=4]", "factors: [K=0]", "'K=0' is not supported as a constraint")]
    public void Read_WhatCannotBeKept_IsNamed(string valid, string invalid, string message)
    {
        Assert.Contains(valid, Hardware, StringComparison.Ordinal);

        var errors = FormatFiles.Errors(ArchitectureReader.Read(Hardware.Replace(valid, invalid, StringComparison.Ordinal), "a.yaml", problems: [Problem]).Diagnostics);

        Assert.Contains(errors, e => e.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_ProblemsThatDisagree_AreNamed()
    {
        // G indexes the keys of one and not of the other.
        var other = FormatFiles.Problem(Grouped.Replace("[[[G]], [[K]], [[N]]]", "[[[K]], [[N]]]", StringComparison.Ordinal));

        var errors = FormatFiles.Errors(ArchitectureReader.Read(Hardware, "a.yaml", problems: [Problem, other]).Diagnostics);

        Assert.Contains(errors, e => e.Contains("G does not index the same tensors in every problem", StringComparison.Ordinal));
    }

    private static Architecture Architecture(string text, TensorProblem problem)
    {
        var read = ArchitectureReader.Read(text, "a.yaml", problems: [problem]);
        Assert.Empty(FormatFiles.Errors(read.Diagnostics));
        Assert.DoesNotContain(read.Diagnostics, d => d.Severity == DiagnosticSeverity.Warning);
        return read.Value!.Architecture;
    }

    private static List<(string Name, long Factor)> Sorted(IReadOnlyDictionary<string, long> factors) => factors.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => (f.Key, f.Value)).ToList();
}
