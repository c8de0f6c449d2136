using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using HwAgent.Core.Models;
using HwAgent.Models.Gguf;
using HwAgent.Models.LlamaC;
using HwAgent.Models.Safetensors;
using HwAgent.Models.Tensors;
using HwAgent.Models.Tests.Gguf;
using HwAgent.Models.Tests.LlamaC;

namespace HwAgent.Models.Tests.Fuzzing;

/// <summary>10^5 broken files in all. Every count of accepted inputs is known to be above zero and below all: the mutations neither miss nor destroy everything.</summary>
public sealed class FuzzTests
{
    private static readonly byte[][] JsonFragments =
    [
        .. new[]
        {
            "{", "}", "[", "]", ",", ":", "\"", "0", "-1", "1e9", "9223372036854775807", "99999999999999999999", "null", "true", "\"\"", "\\ud800", "\\u0000", "\"a\":", "{}", "[]", "\"dtype\":\"F16\",", "\"shape\":[],",
            "\"data_offsets\":[0,0]", "\"__metadata__\":{},", "[0,18446744073709551615]", "../", "/", "\\\\", ".safetensors", " ", "\n", "\u0000", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xEF, 0xBB, 0xBF],
    ];

    [Fact]
    public void Safetensors_30000BrokenFiles_OnlyEverGiveTheirOwnError()
    {
        var writer = new SafetensorsWriter();
        writer.AddFloats("model.a", [1, 2, 3, 4, 5, 6], 2, 3);
        writer.Add("model.b", "F16", new byte[8], 4);
        writer.Add("model.c", "BF16", new byte[4], 1, 2);
        writer.Add("ids", "I64", new byte[8], 1);
        var right = writer.ToArray();
        var headerLength = (int)BinaryPrimitives.ReadInt64LittleEndian(right);

        AssertSome(30000, Fuzzer.Run(seed: 1, 30000, random =>
        {
            var mutator = new Mutator(random, JsonFragments);
            if (random.Next(3) == 0) return mutator.Mutate(right);
            // With a length that fits, the fault lies deeper.
            var header = mutator.Mutate(right[8..(8 + headerLength)]);
            return [.. BitConverter.GetBytes((long)header.Length), .. header, .. right[(8 + headerLength)..]];
        }, bytes =>
        {
            using var file = SafetensorsFile.Parse(bytes, "fuzz");
            return ReadAll(file);
        }));
    }

    [Fact]
    public void SafetensorsIndex_15000BrokenFiles_OnlyEverGiveTheirOwnError()
    {
        var right = Encoding.UTF8.GetBytes("""{"metadata":{"total_size":8},"weight_map":{"model.a":"model-00001-of-00002.safetensors","model.b":"model-00002-of-00002.safetensors","c":"model-00002-of-00002.safetensors"}}""");
        AssertSome(15000, Fuzzer.Run(seed: 2, 15000, random => new Mutator(random, JsonFragments).Mutate(right), bytes =>
        {
            Assert.DoesNotContain(SafetensorsIndex.Parse(bytes, "fuzz").Values, shard => shard.AsSpan().ContainsAny("/\\:") || shard.StartsWith('.'));
            return 0;
        }));
    }

    [Fact]
    public void Gguf_35000BrokenFiles_OnlyEverGiveTheirOwnError()
    {
        AssertSome(35000, Fuzzer.Run(seed: 3, 35000, random =>
        {
            var mutator = new Mutator(random, "GGUF"u8.ToArray(), BitConverter.GetBytes(ulong.MaxValue), BitConverter.GetBytes(9u), BitConverter.GetBytes(12u));
            return random.Next(3) == 0 ? WithLimits(random, mutator) : mutator.Mutate(SmallGguf());
        }, bytes =>
        {
            using var file = GgufFile.Parse(bytes, "fuzz");
            // A vocabulary is handed out too: it may take four times the file.
            GgufVocabulary.Read(file.Metadata);
            var weights = ReadAll(file);
            if (!file.Metadata.Has("general.architecture")) return weights + 4 * bytes.Length;
            return weights + 4 * bytes.Length + Bytes(GgufDecoder.Read(file));
        }));
    }

    [Fact]
    public void LlamaC_20000BrokenFiles_OnlyEverGiveTheirOwnError()
    {
        int[] sizes = [0, 1, 2, 3, 4, 6, 8, 12, -1, -10, 10, 1 << 12, 1 << 23, 1 << 24, (1 << 24) + 1, int.MaxValue, int.MinValue];
        int[] header = [8, 12, 2, 2, 1, 10, 6];
        var right = LlamaCWriter.Write(header);
        AssertSome(20000, Fuzzer.Run(seed: 4, 20000, random =>
        {
            if (random.Next(2) == 0) return new Mutator(random, BitConverter.GetBytes(float.NaN)).Mutate(right);
            // Another header, and where it is small the file that belongs to it.
            var other = header.ToArray();
            for (var changes = random.Next(1, 3); changes > 0; changes--) other[random.Next(other.Length)] = sizes[random.Next(sizes.Length)];
            var isSmall = other.All(size => Math.Abs((long)size) is > 0 and < 16) && other[..5].All(size => size > 0) && other[6] > 0 && LlamaCWriter.Floats(other) is > 0 and < 5000;
            return LlamaCWriter.Write(other, isSmall ? null : LlamaCWriter.Floats(header));
        }, bytes => Bytes(LlamaCCheckpoint.Parse(bytes, "fuzz"))));
    }

    private static void AssertSome(int all, int accepted)
    {
        Assert.InRange(accepted, all / 1000, all * 9 / 10);
    }

    /// <summary>Reads what can be read; a tensor of another type is passed over, as <c>inspect</c> does.</summary>
    private static long ReadAll(ITensorSource source) => source.Tensors.Values.Where(tensor => tensor.IsReadable).Sum(tensor => 4L * source.Read(tensor.Name).Length);

    private static long Bytes(DecoderWeights model) =>
        4L * (model.TokenEmbedding.Values.Length + model.Head.Values.Length + model.Blocks.Sum(block => block.Query.Values.Length + block.Key.Values.Length + block.Value.Values.Length + block.Output.Values.Length
            + block.Gate!.Values.Length + block.Up.Values.Length + block.Down.Values.Length + 2 * block.AttentionNorm.Gain.Length));

    /// <summary>A whole model of one layer, a vocabulary, and a tensor of every type that can be read.</summary>
    private static byte[] SmallGguf() => Model(new GgufWriter()).ToArray();

    private static GgufWriter Model(GgufWriter writer)
    {
        writer.Add("general.architecture", "llama").Add("llama.embedding_length", 4u).Add("llama.block_count", 1u).Add("llama.feed_forward_length", 2u).Add("llama.attention.head_count", 2u)
            .Add("llama.context_length", 8u).Add("llama.attention.layer_norm_rms_epsilon", 1e-5f).Add("tokenizer.ggml.model", "llama").Add("tokenizer.ggml.tokens", "a", "b", "\u2581c")
            .AddList("tokenizer.ggml.scores", 6, 3, list => list.Write(new byte[12])).Add("tokenizer.ggml.bos_token_id", 1u);
        Floats("token_embd.weight", 4, 3);
        Floats("blk.0.attn_norm.weight", 4);
        foreach (var name in (string[])["q", "k", "v", "output"]) Floats($"blk.0.attn_{name}.weight", 4, 4);
        Floats("blk.0.ffn_norm.weight", 4);
        Floats("blk.0.ffn_gate.weight", 4, 2);
        Floats("blk.0.ffn_up.weight", 4, 2);
        Floats("blk.0.ffn_down.weight", 2, 4);
        Floats("output_norm.weight", 4);
        return writer;

        void Floats(string name, params ulong[] extents) =>
            writer.AddTensor(name, 0, MemoryMarshal.AsBytes<float>(Enumerable.Repeat(0.5f, (int)extents.Aggregate((x, y) => x * y)).ToArray()).ToArray(), extents);
    }

    /// <summary>A well-formed file whose numbers are at their limits.</summary>
    private static byte[] WithLimits(Random random, Mutator mutator)
    {
        var writer = new GgufWriter
        {
            TensorCount = random.Next(8) == 0 ? mutator.Limit() : null, PairCount = random.Next(8) == 0 ? mutator.Limit() : null,
            OffsetShift = random.Next(4) == 0 ? (long)mutator.Limit() : 0, Alignment = random.Next(4) == 0 ? 64 : 32,
        };
        if (random.Next(4) == 0) writer.Add("general.alignment", (uint)mutator.Limit());
        if (random.Next(2) == 0) writer.AddList("tokenizer.ggml.tokens", (uint)random.Next(14), random.Next(2) == 0 ? mutator.Limit() : 2, list => list.Write(new byte[random.Next(40)]));
        uint[] types = [0, 1, 2, 8, 12, 30, 31, 77];
        for (var i = random.Next(4); i > 0; i--)
        {
            var extents = Enumerable.Range(0, random.Next(5)).Select(_ => random.Next(3) == 0 ? mutator.Limit() : 32UL).ToArray();
            writer.AddTensor("t" + random.Next(4), types[random.Next(types.Length)], new byte[random.Next(0, 3) * 68], extents);
        }

        return writer.ToArray();
    }
}
