using System.Runtime.InteropServices;
using HwAgent.Core.Models;
using HwAgent.Models.Gguf;

namespace HwAgent.Models.Tests.Gguf;

/// <summary>stories260K as GGUF computes what the checkpoint it came from computes.</summary>
public sealed class GgufDecoderTests
{
    private const uint F32 = 0, F16 = 1, Q8 = 8;

    [Theory]
    [InlineData("llama", F32)]
    [InlineData("llama", F16)]
    [InlineData("llama", Q8)]
    [InlineData("qwen2", F32)]
    public void Read_Stories260K_HasTheCheckpointsLogits(string architecture, uint type)
    {
        // llama.cpp rotates neighbours for llama, which llama2.c does too, and halves for qwen2.
        var model = StoriesModel.Load();
        var rounded = type switch
        {
            F16 => StoriesModel.MapMatrices(model, layer => layer with { Values = [.. layer.Values.Select(value => (float)(Half)value)] }),
            Q8 => StoriesModel.MapMatrices(model, Quantise),
            _ => model,
        };
        using var folder = new TemporaryFolder();
        var path = folder.Write("stories.gguf", Write(architecture == "qwen2" ? StoriesModel.ToHalfSplit(model) : model, architecture, type).ToArray());

        StoriesModel.AssertSameLogits(rounded, ModelFolder.Load(path));
    }

    [Fact]
    public void Read_FrequencyFactorsAndLinearScaling_DivideTheAngles()
    {
        var factors = new[] { 1f, 2f, 4f, 8f };
        var writer = Write(StoriesModel.Load(), "llama", F32).Add("llama.rope.scaling.type", "linear").Add("llama.rope.scaling.factor", 2f)
            .AddTensor("rope_freqs.weight", F32, MemoryMarshal.AsBytes<float>(factors).ToArray(), 4);
        using var file = GgufFile.Parse(writer.ToArray(), "test");

        var rotary = GgufDecoder.Read(file).Rotary!;
        Assert.Equal(RotaryEmbedding.FromTheta(10000, 8, interleaved: true).InverseFrequencies.Select((frequency, i) => frequency / 2 / factors[i]), rotary.InverseFrequencies, (x, y) => Math.Abs(x - y) < 1e-15);
    }

    [Theory]
    [InlineData("llama.expert_count", 8u, "llama.expert_count: a mixture of experts is not supported")]
    [InlineData("llama.attention.key_length", 16u, "llama.attention.value_length: 8 is not the width of a head, 16")]
    [InlineData("llama.rope.dimension_count", 4u, "llama.rope.dimension_count: 4 is not the width of a head, 8")]
    public void Read_WhatIsNotSupported_IsNamed(string key, uint value, string expected)
    {
        using var file = GgufFile.Parse(Write(StoriesModel.Load(), "llama", F32).Add("llama.attention.value_length", 8u).Add(key, value).ToArray(), "test");
        Assert.Contains(expected, Assert.Throws<InvalidModelException>(() => GgufDecoder.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OtherArchitecture_IsNamed()
    {
        using var file = GgufFile.Parse(new GgufWriter().Add("general.architecture", "gemma").ToArray(), "test");
        Assert.Contains("general.architecture: 'gemma' is not supported", Assert.Throws<InvalidModelException>(() => GgufDecoder.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LayersThatAreNotThere_AreRefusedAtOnce()
    {
        using var file = GgufFile.Parse(Write(StoriesModel.Load(), "llama", F32, layers: 16_000_000).ToArray(), "test");
        Assert.Contains("block_count: 16000000 layers are more than the 47 tensors", Assert.Throws<InvalidModelException>(() => GgufDecoder.Read(file)).Message, StringComparison.Ordinal);
    }

    /// <summary>A GGUF file as llama.cpp's converter writes it: matrices in <paramref name="type"/> where its blocks fit their rows, norms in float32.</summary>
    internal static GgufWriter Write(DecoderWeights model, string architecture, uint type, uint? layers = null)
    {
        var config = model.Config;
        var writer = new GgufWriter().Add("general.architecture", architecture).Add($"{architecture}.embedding_length", (uint)config.HiddenSize).Add($"{architecture}.block_count", layers ?? (uint)config.Layers)
            .Add($"{architecture}.feed_forward_length", (uint)config.IntermediateSize).Add($"{architecture}.attention.head_count", (uint)config.Heads).Add($"{architecture}.attention.head_count_kv", (uint)config.KeyValueHeads)
            .Add($"{architecture}.context_length", (uint)config.MaxPositions).Add($"{architecture}.attention.layer_norm_rms_epsilon", 1e-5f).Add($"{architecture}.rope.freq_base", 10000f);
        Matrix("token_embd", model.TokenEmbedding);
        for (var i = 0; i < model.Blocks.Count; i++)
        {
            var block = model.Blocks[i];
            Norm($"blk.{i}.attn_norm", block.AttentionNorm);
            Matrix($"blk.{i}.attn_q", block.Query);
            Matrix($"blk.{i}.attn_k", block.Key);
            Matrix($"blk.{i}.attn_v", block.Value);
            Matrix($"blk.{i}.attn_output", block.Output);
            Norm($"blk.{i}.ffn_norm", block.MlpNorm);
            Matrix($"blk.{i}.ffn_gate", block.Gate!);
            Matrix($"blk.{i}.ffn_up", block.Up);
            Matrix($"blk.{i}.ffn_down", block.Down);
        }

        Norm("output_norm", model.FinalNorm);
        return writer;

        void Norm(string name, NormWeights norm) => writer.AddTensor(name + ".weight", F32, MemoryMarshal.AsBytes<float>(norm.Gain).ToArray(), (ulong)norm.Gain.Length);
        void Matrix(string name, LinearWeights layer)
        {
            var own = type == Q8 && layer.Inputs % 32 != 0 ? F32 : type;
            byte[] bytes = own switch
            {
                Q8 => [.. layer.Values.Chunk(32).SelectMany(EncodeQ8)],
                F16 => MemoryMarshal.AsBytes<Half>(layer.Values.Select(value => (Half)value).ToArray()).ToArray(),
                _ => MemoryMarshal.AsBytes<float>(layer.Values).ToArray(),
            };
            writer.AddTensor(name + ".weight", own, bytes, (ulong)layer.Inputs, (ulong)layer.Outputs);
        }
    }

    private static byte[] EncodeQ8(float[] values)
    {
        var scale = Q8Scale(values);
        return [.. BitConverter.GetBytes(scale), .. values.Select(value => (byte)Q8Value(value, scale))];
    }

    private static Half Q8Scale(float[] values) => (Half)(values.Max(MathF.Abs) / 127);

    private static sbyte Q8Value(float value, Half scale) => (sbyte)Math.Clamp(MathF.Round(value / (float)scale), -128, 127);

    /// <summary>Rounds a matrix as Q8_0 does.</summary>
    private static LinearWeights Quantise(LinearWeights layer) => layer.Inputs % 32 != 0 ? layer : layer with
    {
        Values = [.. layer.Values.Chunk(32).SelectMany(values => Q8Scale(values) is var scale ? values.Select(value => (float)scale * Q8Value(value, scale)) : [])],
    };
}
