using HwAgent.Core.Integer;
using HwAgent.Core.Workloads;
using HwAgent.Evals.Runtime;

namespace HwAgent.Evals.Tests.Runtime;

public sealed class RuntimeBenchmarkTests
{
    /// <summary>Rows of whole panels, so that packing adds no filling.</summary>
    private static readonly DecoderConfig Tiny = new("tiny")
    {
        HiddenSize = 128, Layers = 2, Heads = 4, KeyValueHeads = 2, HeadSize = 32, IntermediateSize = 256, VocabularySize = 320, MaxPositions = 1024,
    };

    [Theory]
    [InlineData(8, 0)]
    [InlineData(4, 0)]
    [InlineData(4, 32)]
    public void DecoderBenchmark_TinyModel_GivesEveryTest(int bits, int groupSize)
    {
        var model = new RuntimeModel(Tiny, bits, groupSize);

        var rows = DecoderBenchmark.Run(model, 2, 2, new BandwidthProbe(1 << 16), CancellationToken.None).ToList();

        Assert.Equal(["decode 64", "prefill 128", "prefill 512"], rows.Select(row => row.Test));
        Assert.All(rows, row => Assert.True(double.IsFinite(row.TokensPerSecond) && row.TokensPerSecond > 0 && row.BestTokensPerSecond >= row.TokensPerSecond, row.ToString()));
        Assert.True(rows[0].LimitTokensPerSecond > 0 && rows[0].ShareOfLimit > 0);
        Assert.All(rows.Skip(1), row => Assert.Null(row.LimitTokensPerSecond));
    }

    [Fact]
    public void DecodeComparison_TinyModel_ComparesEachWayWithTheOneBefore()
    {
        var rows = DecodeComparison.Run(new RuntimeModel(Tiny, 4, 32), 2, 3, new BandwidthProbe(1 << 16), CancellationToken.None).ToList();

        Assert.True(rows.Count > 1 && rows.Select(row => row.Way).Distinct().Count() == rows.Count);
        Assert.Null(rows[0].Gain);
        Assert.All(rows, row => Assert.True(row.TokensPerSecond > 0 && row.ShareOfLimit > 0 && row.Rounds == 3, row.ToString()));
        Assert.All(rows.Skip(1), row => Assert.True(row.Gain > 0 && row.Wins is >= 0 and <= 3 && row.SignTest is > 0 and <= 1, row.ToString()));
    }

    /// <summary>Against counting: 2^n sequences of throws.</summary>
    [Fact]
    public void SignTest_FewRounds_IsWhatCountingGives()
    {
        const int Rounds = 9;
        var counts = Enumerable.Range(0, 1 << Rounds).Select(throws => int.PopCount(throws)).ToList();
        for (var wins = 0; wins <= Rounds; wins++)
        {
            var extreme = counts.Count(other => Math.Abs(2 * other - Rounds) >= Math.Abs(2 * wins - Rounds));
            Assert.Equal((double)extreme / (1 << Rounds), DecodeComparison.SignTest(wins, Rounds), 1e-12);
        }
    }

    /// <summary>What the limit is computed from, against the matrices as they are packed.</summary>
    [Theory]
    [InlineData(8, 0)]
    [InlineData(4, 0)]
    [InlineData(3, 0)]
    [InlineData(4, 32)]
    public void BytesPerToken_AnyWidth_AreThoseOfThePackedMatrices(int bits, int groupSize)
    {
        (int Outputs, int Inputs, int Count)[] matrices = [(128, 128, 2), (64, 128, 2), (256, 128, 2), (128, 256, 1)];
        var expected = matrices.Sum(m => m.Count * Packed(m.Outputs, m.Inputs)) * Tiny.Layers + Packed(Tiny.VocabularySize, Tiny.HiddenSize);

        Assert.Equal(expected, new RuntimeModel(Tiny, bits, groupSize).BytesPerToken);

        long Packed(int outputs, int inputs) => PackedLinear.Pack(new QuantisedLinear(
            outputs, inputs, new sbyte[outputs * inputs], [.. Enumerable.Repeat((byte)bits, outputs)], new double[outputs],
            groupSize, groupSize == 0 ? null : [.. Enumerable.Repeat((byte)1, outputs * inputs / groupSize)], null)).Bytes;
    }

    /// <summary>Random weights must still make a living model: logits that differ from token to token.</summary>
    [Fact]
    public void Compile_TinyModel_ComputesLogitsThatDependOnTheToken()
    {
        using var workers = new IntegerWorkers(1);
        var decoder = new RuntimeModel(Tiny, 8, 0).Compile(workers);
        float[] first = new float[Tiny.VocabularySize], second = new float[Tiny.VocabularySize];
        using (var session = decoder.Start(4)) session.Append([1], first);
        using (var session = decoder.Start(4)) session.Append([2], second);

        Assert.True(first.Distinct().Count() > Tiny.VocabularySize / 2);
        Assert.NotEqual(first, second);
    }

    /// <summary>Every way of drafting gives the text of plain decoding (the benchmark refuses otherwise), and the planted acceptance is what is counted.</summary>
    [Fact]
    public void Speculate_TinyModel_GivesEveryRowAndThePlantedAcceptance()
    {
        var (passes, rows) = (new List<PassRow>(), new List<SpeculationRow>());
        RuntimeBenchmark.Speculate([new RuntimeModel(Tiny, 8, 0)], 2, quick: true, passes, rows, _ => { }, TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(1, 9), passes.Select(pass => pass.Rows));
        Assert.All(passes, pass => Assert.True(pass.Milliseconds > 0 && pass.Relative > 0, pass.ToString()));
        Assert.Equal(4 * 5 + 1, rows.Count);
        Assert.All(rows, row => Assert.True(double.IsFinite(row.Gain) && row.Gain > 0 && row.TokensPerSecond > 0, row.ToString()));
        // Few dozen examined tokens; seeds make them the same ones every time.
        Assert.All(rows.Where(row => row.Planted is not null && row.Length is not null), row => Assert.InRange(row.Acceptance, row.Planted!.Value - 0.25, row.Planted.Value + 0.25));
        var byAcceptance = rows.Where(row => row is { Draft: "free", Length: 8 }).Select(row => row.TokensPerPass).ToList();
        Assert.Equal(byAcceptance.Order(), byAcceptance);
    }

    [Theory]
    [InlineData(1, 1.5, 0.5)]
    [InlineData(2, 3 - 1e-9, 1.0)]
    [InlineData(2, 1.75, 0.5)]
    public void BreakEven_Cost_IsWhereExpectedTokensEqualIt(int length, double cost, double expected) =>
        Assert.Equal(expected, SpeculationBenchmark.BreakEven(length, cost)!.Value, 1e-6);

    [Fact]
    public void BreakEven_CostOfAllTokens_IsNone() => Assert.Null(SpeculationBenchmark.BreakEven(2, 3));

    [Fact]
    public void Lines_Result_AreTablesWithEveryRow()
    {
        var result = new RuntimeResult(
            "AvxVnni",
            [new KernelRow("Prompt", "W4 g32", 1234.5, 10, 870.25, "GOP/s", 0), new KernelRow("Dispatch", "W8", 0.7, 0.01, null, null, 0)],
            [new DecoderRow("m, W8", "decode 64", 2, 130.04, 140, 142, 0.9159, 0), new DecoderRow("m, W8", "prefill 128", 2, 800, 810, null, null, 0)],
            [new DecodeWayRow("m, W8", "one", 100, 0.8, null, null, 30, null), new DecodeWayRow("m, W8", "two", 110, 0.9, 1.1, 29, 30, 0.00001)],
            [new PassRow("m, W8", 2, 1, 8.125, 1, null), new PassRow("m, W8", 2, 5, 9.5, 1.17, 0.148), new PassRow("m, W8", 2, 3, 40, 5, null)],
            [new SpeculationRow("m, W8", 2, "free", 4, 0.8, 0.79, 3.3, 300.04, 2.71), new SpeculationRow("m, W8", 2, "lookup", null, null, 0.5, 1.5, 150, 1.4)]);

        var lines = RuntimeBenchmark.Lines(result).ToList();

        Assert.Contains("| m, W8 | decode 64 | 2 | 130.0 | 140.0 | 142.0 | 92 % | 0.0 |", lines);
        Assert.Contains("| m, W8 | prefill 128 | 2 | 800.0 | 810.0 |  |  | 0.0 |", lines);
        Assert.Contains("| m, W8 | one | 100.0 | 80 % |  |  |  |", lines);
        Assert.Contains("| m, W8 | two | 110.0 | 90 % | 1.100 | 29 of 30 | 0.0000 |", lines);
        Assert.Contains("| Prompt | W4 g32 | 1234.50 | 10.00 | 870.3 GOP/s | 0 |", lines);
        Assert.Contains("| m, W8 | 2 | 1 | 8.13 | 1.00 |  |", lines);
        Assert.Contains("| m, W8 | 2 | 5 | 9.50 | 1.17 | 15 % |", lines);
        Assert.Contains("| m, W8 | 2 | 3 | 40.00 | 5.00 | none |", lines);
        Assert.Contains("| m, W8 | 2 | free | 4 | 80 % | 79 % | 3.30 | 300.0 | 2.71 |", lines);
        Assert.Contains("| m, W8 | 2 | lookup | adapts | none | 50 % | 1.50 | 150.0 | 1.40 |", lines);
        Assert.Contains("| Dispatch | W8 | 0.70 | 0.01 |  | 0 |", lines);
    }
}
