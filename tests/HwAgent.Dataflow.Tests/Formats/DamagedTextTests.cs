using HwAgent.Core.Diagnostics;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Formats.ScaleSim;
using HwAgent.Dataflow.Formats.Timeloop;
using HwAgent.Dataflow.Formats.ZigZag;

namespace HwAgent.Dataflow.Tests.Formats;

/// <summary>Readers of texts that were damaged at random: they never throw, and place every error. What they accept, they can write.</summary>
public class DamagedTextTests
{
    private const int Seed = 1;

    private const int Iterations = 400;

    private const string Characters = "{}[]:,#&*!|>'\"%@`-?\t\n 019.eab\0\ud800é";

    private static readonly string Edge = File.ReadAllText(Path.Combine(FormatFiles.Architectures, "edge-16x16.yaml"));

    private const string Problem = """
        problem:
          name: gqa
          dimensions: {H: 4, M: 5, N: 7, K: 128}
          tensors:
            input: {name: Q, dimensions: [H, M, K], bits: 8}
            weight: {dimensions: [H, N, K], bits: 4}
            output: {dimensions: [H, M, N]}
          partial_bits: 24
        """;

    private const string Mapping = """
        mapping: ws
        problem: {name: a_proj, gemm: {m: 197, n: 768, k: 768}, bits: {weight: 4}}
        levels:
          - {level: dram, temporal: [N 384, K 48]}
          - level: buffer
            temporal: [N 16, K 16]
            spatial: {rows: [K 1], columns: [N 1]}
          - {level: register, temporal: [M 1], keep: [weight]}
        """;

    private const string TimeloopMapping = """
        mapping:
        - {target: DRAM, type: temporal, factors: [N=2, K=16, M=1, H=1], permutation: [M, H, K, N]}
        - {target: GB, type: temporal, factors: "K=3 N=24", permutation: KNMH}
        - {target: inter_PE_spatial, type: spatial, factors: [K=16, "N=16,16"], permutation: [K, N], split: 1}
        - {target: reg, type: temporal, factors: [M=0], permutation: [M]}
        - {target: reg, type: dataspace, keep: [Weights], bypass: [Inputs, Outputs]}
        """;

    [Fact]
    public void Read_OurArchitecture_NeverThrows() => Damage(Edge, ReadArchitecture);

    [Fact]
    public void Read_OurArchitectureWithRowsAndBanks_NeverThrows() => Damage(File.ReadAllText(Path.Combine(FormatFiles.Architectures, "edge-16x16-lpddr4.yaml")), ReadArchitecture);

    [Fact]
    public void Read_TimeloopArchitecture_NeverThrows() => Damage(FormatFiles.ReadPeer("timeloop/arch_16_wsfix.yaml"), ReadArchitecture);

    [Fact]
    public void Read_ZigZagArchitecture_NeverThrows() => Damage(FormatFiles.ReadPeer("zigzag/arch_16_os.yaml"), ReadArchitecture);

    [Fact]
    public void Read_EnergyTable_NeverThrows() => Damage(FormatFiles.ReadPeer("timeloop/ert_16.yaml"), t => Outcome(EnergyTableReader.Read(t, "f")));

    [Fact]
    public void Read_OurProblem_NeverThrows() => Damage(Problem, ReadProblems);

    [Fact]
    public void Read_TimeloopProblem_NeverThrows() => Damage(FormatFiles.ReadPeer("timeloop/prob_a_proj.yaml"), ReadProblems);

    [Fact]
    public void Read_ZigZagWorkload_NeverThrows() => Damage(FormatFiles.ReadPeer("zigzag/wl_a_proj.yaml"), ReadProblems);

    [Fact]
    public void Read_ScaleSimLayers_NeverThrows() => Damage("Layer,M,N,K,\nq_proj, 197, 768, 768,\nhead,1,4096,64\n", ReadProblems);

    [Fact]
    public void Read_ScaleSimConfig_NeverThrows() => Damage(FormatFiles.ReadPeer("scalesim/v3_16_ws_USER.cfg"), t => Outcome(ScaleSimConfigReader.Read(t, "f")));

    [Fact]
    public void Read_OurMapping_NeverThrows()
    {
        var edge = FormatFiles.Architecture(Edge);
        Damage(Mapping, text => ReadMapping(MappingReader.Read(text, "f", _ => null, edge)));
    }

    [Fact]
    public void Read_TimeloopMapping_NeverThrows()
    {
        var architecture = FormatFiles.Architecture(FormatFiles.ReadPeer("timeloop/arch_16_ws.yaml"));
        var problem = FormatFiles.Problem(FormatFiles.ReadPeer("timeloop/prob_a_proj.yaml"));
        Damage(TimeloopMapping, text => ReadMapping(MappingReader.Read(text, "f", null, architecture, problem)));
    }

    [Fact]
    public void Read_ZigZagMapping_NeverThrows()
    {
        var architecture = FormatFiles.Architecture(FormatFiles.ReadPeer("zigzag/arch_16_ws.yaml"));
        var problem = FormatFiles.Problem(FormatFiles.ReadPeer("zigzag/wl_a_proj.yaml"));
        var text = FormatFiles.ReadPeer("zigzag/map_16_ws.yaml") + "  temporal_ordering: [[D0, 197], [D2, 48], [D1, all]]\n";
        Damage(text, damaged => ReadMapping(MappingReader.Read(damaged, "f", null, architecture, problem)));
    }

    [Fact]
    public void Read_Constraints_NeverThrows()
    {
        var zigzag = FormatFiles.Architecture(FormatFiles.ReadPeer("zigzag/arch_16_ws.yaml"));
        var timeloop = FormatFiles.Architecture(FormatFiles.ReadPeer("timeloop/arch_16_ws.yaml"));
        var edge = FormatFiles.Architecture(Edge);
        var layer = FormatFiles.Problem(FormatFiles.ReadPeer("zigzag/wl_a_proj.yaml"));
        var projection = FormatFiles.Problem(FormatFiles.ReadPeer("timeloop/prob_a_proj.yaml"));
        Damage(FormatFiles.ReadPeer("zigzag/map_16_ws.yaml") + "  spatial_mapping_hint: {D1: [D0, D1]}\n- {name: Gemm, spatial_mapping: {D2: ['D0, 4', 'D1, 2']}}\n", text => Outcome(ConstraintReader.Read(text, "f", zigzag, [layer])));
        Damage("constraints:\n  targets:\n  - {target: GB, type: temporal, factors: [M=4, N<=8], permutation: [K, M]}\n  - {target: PE, type: spatial, factors: [M=1], permutation: [H, M, K, N], split: 3}\n  - {target: reg, type: temporal, factors_only: [K=2], must_iterate_over_dataspaces: [Weights]}\n", text => Outcome(ConstraintReader.Read(text, "f", timeloop, [projection])));
        Damage("constraints:\n- {level: buffer, axes: {rows: [K]}, spatial: {N: 8}, temporal_at_most: {M: 4}, permutation: [M, K]}\n", text => Outcome(ConstraintReader.Read(text, "f", edge, [projection])));
    }

    [Fact]
    public void Read_ProblemWithAliases_NeverThrows() => Damage("base: &b {gemm: {m: &m 4, n: *m, k: *m}, bits: {weight: 4}}\nproblem:\n  <<: *b\n  name: a\n  <<<: [*b, *b]\n", ReadProblems);

    private static (bool HasValue, IReadOnlyList<Diagnostic> Diagnostics) ReadArchitecture(string text)
    {
        var result = ArchitectureReader.Read(text, "f");
        if (result.Value is { } file) Assert.Empty(FormatFiles.Errors(ArchitectureReader.Read(ArchitectureWriter.Write(file.Architecture), "again").Diagnostics));
        return Outcome(result);
    }

    private static (bool HasValue, IReadOnlyList<Diagnostic> Diagnostics) ReadProblems(string text)
    {
        var result = ProblemReader.Read(text, "f");
        foreach (var problem in result.Value ?? []) Assert.Empty(FormatFiles.Errors(ProblemReader.Read(ProblemWriter.Write(problem), "again").Diagnostics));
        return Outcome(result);
    }

    private static (bool HasValue, IReadOnlyList<Diagnostic> Diagnostics) ReadMapping(FormatResult<MappingFile> result)
    {
        if (result.Value is { } file)
        {
            Assert.Empty(FormatFiles.Errors(MappingReader.Read(MappingWriter.Write(file), "again").Diagnostics));
            Assert.NotEmpty(TimeloopWriter.Write(file.Problem, file.Architecture, file.Nest).Files);
            Assert.NotEmpty(ZigZagWriter.Write(file.Problem, file.Architecture, file.Nest).Files);
        }

        return Outcome(result);
    }

    private static (bool HasValue, IReadOnlyList<Diagnostic> Diagnostics) Outcome<T>(FormatResult<T> result)
        where T : class => (result.Value is not null, result.Diagnostics);

    /// <summary>Removes, doubles and inserts pieces of a valid text, some of them from the text itself: words in wrong places are the likeliest mistake.</summary>
    private static void Damage(string valid, Func<string, (bool HasValue, IReadOnlyList<Diagnostic> Diagnostics)> read)
    {
        string[] words = [.. valid.Split([' ', '\n', ',', '[', ']', '{', '}', ':'], StringSplitOptions.RemoveEmptyEntries).Distinct(), "-1", "0", "99999999999999999999", "1e308", "~", "[]", "{}"];
        var random = new Random(Seed);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var text = valid;
            for (var edits = random.Next(1, 4); edits > 0; edits--)
            {
                var start = random.Next(text.Length + 1);
                var removed = random.Next(Math.Min(12, text.Length - start) + 1);
                var insert = random.Next(2) == 0
                    ? words[random.Next(words.Length)]
                    : string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => Characters[random.Next(Characters.Length)]));
                text = text.Remove(start, removed).Insert(start, insert);
            }

            var (hasValue, diagnostics) = Read(read, text);
            Assert.Equal(hasValue, diagnostics.All(d => d.Severity != DiagnosticSeverity.Error));
            var lines = text.Split('\n').Length + 1;
            Assert.All(diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error), d => Assert.True(d is { Line: >= 1, Column: >= 1, Advice.Length: > 0 } && d.Line <= lines, d.ToString()));
        }
    }

    /// <summary>A failure shows the text that led to it.</summary>
    private static (bool HasValue, IReadOnlyList<Diagnostic> Diagnostics) Read(Func<string, (bool HasValue, IReadOnlyList<Diagnostic> Diagnostics)> read, string text)
    {
        try
        {
            return read(text);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"reading failed for: {text}", e);
        }
    }
}
