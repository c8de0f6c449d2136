using System.Text;
using HwAgent.Models.Gguf;
using HwAgent.Models.LlamaC;
using HwAgent.Models.Safetensors;
using HwAgent.Models.Tests.Gguf;
using HwAgent.Models.Tests.LlamaC;

namespace HwAgent.Models.Tests.Fuzzing;

/// <summary>Well-formed files made to cost as much memory a byte as the format allows: still at most four times the file.</summary>
public sealed class DenseFileTests
{
    private const int Many = 20000;

    [Fact]
    public void Safetensors_ManyEmptyTensors_CostLittle()
    {
        var json = new StringBuilder("{");
        for (var i = 0; i < Many; i++) json.Append(i == 0 ? "" : ",").Append($$"""{{(char)34}}{{i:x}}":{"dtype":"F4","shape":[0],"data_offsets":[0,0]}""");
        var header = Encoding.ASCII.GetBytes(json.Append('}').ToString());
        byte[] bytes = [.. BitConverter.GetBytes((long)header.Length), .. header];
        AssertCost(bytes, () => Assert.Equal(Many, SafetensorsFile.Parse(bytes, "dense").Tensors.Count));
    }

    [Fact]
    public void SafetensorsIndex_ManyTensors_CostLittle()
    {
        var bytes = Encoding.ASCII.GetBytes("{\"weight_map\":{" + string.Join(',', Enumerable.Range(0, Many).Select(i => $"\"{i:x}\":\"{i % 2}.safetensors\"")) + "}}");
        AssertCost(bytes, () => Assert.Equal(Many, SafetensorsIndex.Parse(bytes, "dense").Count));
    }

    [Fact]
    public void Gguf_ManySmallTensors_CostLittle()
    {
        var writer = new GgufWriter { Alignment = 8 }.Add("general.alignment", 8u);
        for (var i = 0; i < Many; i++) writer.AddTensor($"{i:x}", 24, [1], 1);
        var bytes = writer.ToArray();
        AssertCost(bytes, () => Assert.Equal(Many, GgufFile.Parse(bytes, "dense").Tensors.Count));
    }

    [Fact]
    public void Gguf_ManySmallPairs_CostLittle()
    {
        var writer = new GgufWriter();
        for (var i = 0; i < 1000; i++) writer.AddRaw($"{i:x}", 0, value => value.Write((byte)1));
        var bytes = writer.ToArray();
        AssertCost(bytes, () => Assert.Equal(1000, GgufFile.Parse(bytes, "dense").Metadata.Keys.Count()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("ab")]
    [InlineData("\u2581x")]
    public void Gguf_ManyShortTokens_CostLittle(string token)
    {
        var bytes = new GgufWriter().Add("tokenizer.ggml.model", "llama").Add("tokenizer.ggml.tokens", [.. Enumerable.Repeat(token, Many)]).ToArray();
        AssertCost(bytes, () => Assert.Equal(Many, GgufVocabulary.Read(GgufFile.Parse(bytes, "dense").Metadata)!.Tokens.Count));
    }

    [Fact]
    public void LlamaC_ManyNarrowLayers_CostLittle()
    {
        var bytes = LlamaCWriter.Write([4, 1, 2000, 2, 1, 1, 1]);
        AssertCost(bytes, () => Assert.Equal(2000, LlamaCCheckpoint.Parse(bytes, "dense").Blocks.Count));
    }

    private static void AssertCost(byte[] bytes, Action read)
    {
        read();
        var before = GC.GetAllocatedBytesForCurrentThread();
        read();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= 4L * bytes.Length + Fuzzer.FixedBytes, $"{allocated} bytes allocated for a file of {bytes.Length}: {(double)allocated / bytes.Length:F2} times");
    }
}
