using HwAgent.Core.Workloads;

namespace HwAgent.Core.Tests.Workloads;

public class OperatorBytesTests
{
    private static readonly Operator Product = new("gemm", OperatorKind.Gemm, 3)
    {
        Gemm = new LayerShape(5, 7, 9),
        Elements = 35,
        HasBias = true,
        Parameters = 3 * ((9 * 7) + 7),
    };

    [Theory]
    // 9*7 = 63 weights: 63, ceil(31.5) = 32 and ceil(15.75) = 16 bytes; 7 biases of 4 bytes; three repeats.
    [InlineData(8, 3 * (63 + 28))]
    [InlineData(4, 3 * (32 + 28))]
    [InlineData(2, 3 * (16 + 28))]
    public void Of_Gemm_PacksNarrowWeights(int weightBits, long weights) =>
        Assert.Equal(new OperatorBytes(weights, 3 * 45, 3 * 35), OperatorBytes.Of(Product, 8, weightBits));

    [Fact]
    public void Of_AttentionProduct_ReadsTwoActivations()
    {
        var scores = new Operator("scores", OperatorKind.AttentionScores, 2) { Gemm = new LayerShape(4, 10, 8), Elements = 40 };

        Assert.Equal(new OperatorBytes(0, 2 * ((4 * 8) + (8 * 10)), 80), OperatorBytes.Of(scores, 8, 4));
    }

    [Fact]
    public void Of_NonMatrixOperators_CountTheirOperands()
    {
        Assert.Equal(new OperatorBytes(0, 40, 20), OperatorBytes.Of(new Operator("add", OperatorKind.Elementwise, 2) { Elements = 10 }, 8, 8));
        Assert.Equal(new OperatorBytes(0, 20, 20), OperatorBytes.Of(new Operator("softmax", OperatorKind.Softmax, 2) { Elements = 10 }, 8, 8));
        // Two norms of width 10 with scale and shift of 16 bits.
        Assert.Equal(new OperatorBytes(80, 20, 20), OperatorBytes.Of(new Operator("norm", OperatorKind.LayerNorm, 2) { Elements = 10, Parameters = 40 }, 8, 8));
        // Only the rows looked up move, not the table.
        Assert.Equal(new OperatorBytes(10, 0, 10), OperatorBytes.Of(new Operator("embed", OperatorKind.Embedding, 1) { Elements = 10, Parameters = 9999 }, 8, 8));
    }

    [Fact]
    public void Of_DecodeStep_IsTheWeightsAtTheirWidth()
    {
        // Decode is bound by weights: 8.03 B parameters less the token table of 525.3 M, half a byte each, and little else at a short context.
        var workload = WorkloadBuilder.Build(WorkloadPresets.Get("llama3-8b"), new WorkloadOptions(Phase: Phases.Decode, ContextLength: 16));

        var bytes = OperatorBytes.Of(workload, 8, 4);

        // Matrix weights (8030261248 - 128256*4096 - 65*4096) / 2, norm scales 65*4096*2 bytes, one token row of 4096 bytes.
        Assert.Equal(((8_030_261_248 - 525_336_576 - 266_240) / 2) + 532_480 + 4096, bytes.Weights);
        Assert.True(bytes.Total < 1.01 * bytes.Weights);
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(8, 33)]
    public void Of_WidthOutOfRange_Throws(int activationBits, int weightBits) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => OperatorBytes.Of(Product, activationBits, weightBits));
}
