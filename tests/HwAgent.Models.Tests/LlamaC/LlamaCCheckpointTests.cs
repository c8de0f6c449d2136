using System.Buffers.Binary;
using HwAgent.Core.Models;
using HwAgent.Models.LlamaC;

namespace HwAgent.Models.Tests.LlamaC;

public sealed class LlamaCCheckpointTests
{
    private static readonly int[] Header = [8, 12, 2, 2, 1, 10, 6];

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public void Parse_SmallCheckpoint_CutsTheFileIntoItsTensors(int vocabulary)
    {
        int[] header = [8, 12, 2, 2, 1, vocabulary, 6];
        var bytes = LlamaCWriter.Write(header);
        var model = LlamaCCheckpoint.Parse(bytes, "small.bin");

        // 10 x 8 embedding, two attention norms of 8, then two queries of 8 x 8.
        float Value(int i) => i % 17 / 16f - 0.5f;
        Assert.Equal(Value(0), model.TokenEmbedding.Values[0]);
        Assert.Equal(Value(80), model.Blocks[0].AttentionNorm.Gain[0]);
        Assert.Equal(Value(88), model.Blocks[1].AttentionNorm.Gain[0]);
        Assert.Equal(Value(96 + 64), model.Blocks[1].Query.Values[0]);
        // Keys and values of 4 x 8, outputs of 8 x 8, MLP norms, then gate (w1), down (w2), up (w3) of 12 x 8.
        const int Keys = 96 + 128, Values = Keys + 64, Outputs = Values + 64, Norms = Outputs + 128, Gates = Norms + 16, Downs = Gates + 192, Ups = Downs + 192, Final = Ups + 192;
        Assert.Equal(Value(Keys + 32), model.Blocks[1].Key.Values[0]);
        Assert.Equal(Value(Values), model.Blocks[0].Value.Values[0]);
        Assert.Equal(Value(Outputs), model.Blocks[0].Output.Values[0]);
        Assert.Equal(Value(Norms + 8), model.Blocks[1].MlpNorm.Gain[0]);
        Assert.Equal(Value(Gates), model.Blocks[0].Gate!.Values[0]);
        Assert.Equal((8, 12, Value(Downs + 96)), (model.Blocks[1].Down.Outputs, model.Blocks[1].Down.Inputs, model.Blocks[1].Down.Values[0]));
        Assert.Equal(Value(Ups), model.Blocks[0].Up.Values[0]);
        Assert.Equal(Value(Final), model.FinalNorm.Gain[0]);
        // Six positions of a head's four channels lie between the norm and an untied head.
        Assert.Equal(vocabulary > 0, ReferenceEquals(model.Head, model.TokenEmbedding));
        if (vocabulary < 0) Assert.Equal(Value(Final + 8 + 24), model.Head.Values[0]);
    }

    [Theory]
    [InlineData(0, 0, "dim: 0 is no size")]
    [InlineData(0, 2, "dim: 2 is too narrow")]
    [InlineData(1, -1, "hidden_dim: -1 is no size")]
    [InlineData(2, int.MaxValue, "n_layers: 2147483647 is no size")]
    [InlineData(2, 1 << 24, "tensors: the header describes")]
    [InlineData(3, 3, "n_heads: 3 does not divide dim = 8")]
    [InlineData(3, 8, "n_heads: heads of 1 channels")]
    [InlineData(4, 16, "n_kv_heads: 16 does not divide n_heads = 2")]
    [InlineData(5, int.MinValue, "vocab_size: -2147483648 is no size")]
    [InlineData(5, 1 << 24, "tensors: the header describes")]
    [InlineData(6, 1 << 24, "tensors: the header describes")]
    public void Parse_HeaderThatDoesNotFit_NamesTheField(int field, int value, string expected)
    {
        var bytes = LlamaCWriter.Write(Header);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * field), value);
        Assert.StartsWith("bad.bin: " + expected, Assert.Throws<InvalidModelException>(() => LlamaCCheckpoint.Parse(bytes, "bad.bin")).Message, StringComparison.Ordinal);
    }

    /// <summary>dim * hidden_dim * n_layers is 2^72 here, dim * vocab_size 2^48: products that wrap around in 32 and in 64 bits.</summary>
    [Fact]
    public void Parse_SizesWhoseProductsOverflow_AreRefused()
    {
        var bytes = LlamaCWriter.Write([1 << 24, 1 << 24, 1 << 24, 1, 1, 1 << 24, 1 << 24], floats: 100);
        Assert.Contains("tensors: the header describes", Assert.Throws<InvalidModelException>(() => LlamaCCheckpoint.Parse(bytes, "bad.bin")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-4)]
    [InlineData(4)]
    public void Parse_FileOfAnotherLength_IsRefused(int difference)
    {
        var bytes = new byte[LlamaCWriter.Write(Header).Length + difference];
        LlamaCWriter.Write(Header).AsSpan(0, Math.Min(bytes.Length, LlamaCWriter.Write(Header).Length)).CopyTo(bytes);
        Assert.Contains("bytes of tensors, the file has", Assert.Throws<InvalidModelException>(() => LlamaCCheckpoint.Parse(bytes, "bad.bin")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_WeightThatIsNoNumber_IsNamedWithLayerAndPlace()
    {
        var bytes = LlamaCWriter.Write(Header);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(28 + 4 * (96 + 64 + 3)), float.PositiveInfinity);
        Assert.Contains("wq[1]: value 3 is Infinity", Assert.Throws<InvalidModelException>(() => LlamaCCheckpoint.Parse(bytes, "bad.bin")).Message, StringComparison.Ordinal);
    }
}
