using HwAgent.Core.Diagnostics;
using HwAgent.Dataflow.Formats;

namespace HwAgent.Dataflow.Tests.Formats;

/// <summary>Anchors, aliases and merge keys, as Timeloop's and Accelergy's examples have them.</summary>
public class AliasTests
{
    [Fact]
    public void Read_TimeloopArchitectureWithMergeKeys_IsTheOneWrittenOut()
    {
        const string Merged = """
            variables:
              defaults: &memory {class: SRAM, attributes: &attributes {datawidth: 8, width: 128, depth: 1024}}
              keep: &keep_all {constraints: {dataspace: {keep: [Inputs, Weights, Outputs]}}}
            architecture:
              version: 0.4
              nodes:
              - !Component {name: DRAM, class: DRAM, attributes: {<<: *attributes, depth: 1073741824}}
              - !Component {<<: [*memory, *keep_all], name: outer}
              - !Component
                <<<: *memory
                name: inner
                attributes: {depth: 64}
              - !Component {name: mac, class: compute, subclass: intmac, attributes: {datawidth: 8}}
            """;
        const string Plain = """
            architecture:
              version: 0.4
              nodes:
              - !Component {name: DRAM, class: DRAM, attributes: {datawidth: 8, width: 128, depth: 1073741824}}
              - !Component {name: outer, class: SRAM, attributes: {datawidth: 8, width: 128, depth: 1024}, constraints: {dataspace: {keep: [Inputs, Weights, Outputs]}}}
              - !Component {name: inner, class: SRAM, attributes: {datawidth: 8, width: 128, depth: 64}}
              - !Component {name: mac, class: compute, subclass: intmac, attributes: {datawidth: 8}}
            """;

        var architecture = FormatFiles.Architecture(Merged);

        Assert.Equal([null, 128L * 1024, 128L * 64], architecture.Levels.Select(l => l.Kind == Architectures.MemoryKind.Dram ? null : l.SizeBits));
        Assert.Equal(FormatFiles.Contents(FormatFiles.Architecture(Plain)), FormatFiles.Contents(architecture));
    }

    [Fact]
    public void Read_ShallowMerge_ReplacesATableThatDeepMergeCompletes()
    {
        const string Template = "base: &b {problem: {gemm: {m: 1, n: 2, k: 3}, bits: {weight: 4}}}\n{0}: *b\nproblem: {name: own, gemm: {m: 5, n: 6, k: 7}}\n";

        Assert.Equal(8, FormatFiles.Problem(Template.Replace("{0}", "<<", StringComparison.Ordinal)).Tensors[1].Bits);
        var deep = FormatFiles.Problem(Template.Replace("{0}", "<<<", StringComparison.Ordinal));
        Assert.Equal(("own", 4), (deep.Name, deep.Tensors[1].Bits));
        Assert.Equal([1L, 5, 6, 7], deep.Dimensions.Select(d => d.Size));
    }

    [Fact]
    public void Read_AliasesInEveryFormat_StandForTheirAnchors()
    {
        var own = FormatFiles.Problem("problem: {name: a, dimensions: {M: &size 12, N: *size, K: *size}, tensors: {input: {dimensions: [M, K], bits: &bits 4}, weight: {dimensions: [N, K], bits: *bits}, output: {dimensions: [M, N]}}}");
        Assert.Equal([12L, 12, 12], own.Dimensions.Select(d => d.Size));
        Assert.Equal([4, 4], own.Tensors.Take(2).Select(t => t.Bits));

        const string Layer = "- &layer {id: 0, operator_type: Gemm, equation: 'O[a][b]+=I[a][c]*W[c][b]', loop_dims: [A, B, C], loop_sizes: [2, 3, 4], operand_precision: {I: 8, W: 8, O: 32, O_final: 8}}\n- {<<: *layer, id: 1, loop_sizes: [5, 6, 7]}\n";
        var layers = ProblemReader.Read(Layer, "w.yaml");
        Assert.Empty(FormatFiles.Errors(layers.Diagnostics));
        Assert.Equal([("layer0", 24L), ("layer1", 210L)], layers.Value!.Select(p => (p.Name, p.Macs)));
    }

    [Fact]
    public void Read_MistakeInAMergedTable_NamesTheLineOfTheMistake()
    {
        var result = ProblemReader.Read("base: &b\n  gemm: {m: 1, n: 2, k: 0}\nproblem:\n  <<: *b\n  name: a\n", "p.yaml");

        Assert.StartsWith("p.yaml:2:", Assert.Single(FormatFiles.Errors(result.Diagnostics)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("problem: *p", 1, "there is no anchor &p before this alias")]
    [InlineData("problem: &p\n  gemm: {m: 1, n: 1, k: *p}", 2, "*p is a part of the value that it stands for")]
    [InlineData("problem:\n  <<: 3\n  gemm: {m: 1, n: 1, k: 1}", 2, "<<: '3' is not a table of keys")]
    [InlineData("problem: !include other.yaml", 1, "!include is not supported")]
    [InlineData("# {{ no template }}\nproblem: {gemm: {m: {{size}}, n: 1, k: 1}}", 2, "this is a Jinja template, not YAML")]
    [InlineData("x: &a [[[[[[[[[[1]]]]]]]]]]\nproblem: [[[[[[[[*a]]]]]]]]", 2, "Nested deeper than 16 levels")]
    public void Read_AliasThatCannotBe_IsNamedOnce(string text, int line, string message)
    {
        var error = Assert.Single(ProblemReader.Read(text, "p.yaml").Diagnostics, d => d.Severity == DiagnosticSeverity.Error);

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(line, error.Line);
        Assert.NotEmpty(error.Advice!);
    }

    [Fact]
    public void Read_AliasesOfAliases_AreRefusedBeforeTheyGrow()
    {
        // Ten lines that stand for ten thousand million values.
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));

        var error = Assert.Single(ProblemReader.Read(text, "p.yaml").Diagnostics);

        Assert.Contains("stand for more than 100000 values", error.Message, StringComparison.Ordinal);
        Assert.Equal(5, error.Line);
    }
}
