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

    [Fact]
    public void Lines_Result_AreTablesWithEveryRow()
    {
        var result = new RuntimeResult(
            "AvxVnni",
            [new KernelRow("Prompt", "W4 g32", 1234.5, 10, 870.25, "GOP/s", 0), new KernelRow("Dispatch", "W8", 0.7, 0.01, null, null, 0)],
            [new DecoderRow("m, W8", "decode 64", 2, 130.04, 140, 142, 0.9159, 0), new DecoderRow("m, W8", "prefill 128", 2, 800, 810, null, null, 0)]);

        var lines = RuntimeBenchmark.Lines(result).ToList();

        Assert.Contains("| m, W8 | decode 64 | 2 | 130.0 | 140.0 | 142.0 | 92 % | 0.0 |", lines);
        Assert.Contains("| m, W8 | prefill 128 | 2 | 800.0 | 810.0 |  |  | 0.0 |", lines);
        Assert.Contains("| Prompt | W4 g32 | 1234.50 | 10.00 | 870.3 GOP/s | 0 |", lines);
        Assert.Contains("| Dispatch | W8 | 0.70 | 0.01 |  | 0 |", lines);
    }
}
