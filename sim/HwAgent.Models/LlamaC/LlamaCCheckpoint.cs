using System.Buffers.Binary;
using HwAgent.Core.Models;
using HwAgent.Core.Workloads;
using HwAgent.Models.Tensors;

namespace HwAgent.Models.LlamaC;

/// <summary>
/// Checkpoints of karpathy/llama2.c, version 0: seven int32 (dim, hidden_dim, n_layers, n_heads, n_kv_heads, vocab_size, seq_len;
/// a negative vocabulary means an untied head), then float32 tensors, each for all layers, and the rotation tables, which are recomputed here.
/// </summary>
public static class LlamaCCheckpoint
{
    private const int HeaderBytes = 7 * 4;
    private const int LargestSize = 1 << 24;

    /// <summary>Below it the objects of a layer are larger than its weights, and a small file could fill the memory.</summary>
    private const int NarrowestModel = 4;

    private const float Epsilon = 1e-5f;

    private static readonly string[] Fields = ["dim", "hidden_dim", "n_layers", "n_heads", "n_kv_heads", "vocab_size", "seq_len"];

    /// <exception cref="InvalidModelException">The file cannot be read, its header is implausible, its size does not fit it, or a weight is no finite number.</exception>
    public static DecoderWeights Read(string path)
    {
        using var file = new FileBytes(path);
        return Read(file);
    }

    /// <param name="bytes">The whole file.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="InvalidModelException">As for <see cref="Read(string)"/>.</exception>
    public static DecoderWeights Parse(ReadOnlyMemory<byte> bytes, string file)
    {
        using var source = new MemoryBytes(bytes, file);
        return Read(source);
    }

    /// <summary>The sizes alone, from a header that fits its file.</summary>
    /// <exception cref="InvalidModelException">It does not.</exception>
    internal static DecoderConfig ReadHeader(IByteSource file)
    {
        if (file.Length < HeaderBytes) throw new InvalidModelException(file.Name, "header", $"the file has {file.Length} bytes, less than a header", "fetch the file again");
        Span<byte> bytes = stackalloc byte[HeaderBytes];
        file.Read(0, bytes);
        var config = ParseHeader(bytes, file.Name);
        new LlamaCTensors(file, HeaderBytes).CheckSize(config);
        return config;
    }

    private static DecoderWeights Read(IByteSource file)
    {
        var config = ReadHeader(file);
        var tensors = new LlamaCTensors(file, HeaderBytes);
        int hidden = config.HiddenSize, keyValue = config.KeyValueHeads * config.HeadSize, inner = config.IntermediateSize, layers = config.Layers;
        var embedding = tensors.TakeLinear("token_embedding_table", null, config.VocabularySize, hidden);
        var attentionNorms = tensors.TakeNorms("rms_att_weight", layers, hidden, Epsilon);
        var queries = tensors.TakeLayers("wq", layers, hidden, hidden);
        var keys = tensors.TakeLayers("wk", layers, keyValue, hidden);
        var values = tensors.TakeLayers("wv", layers, keyValue, hidden);
        var outputs = tensors.TakeLayers("wo", layers, hidden, hidden);
        var mlpNorms = tensors.TakeNorms("rms_ffn_weight", layers, hidden, Epsilon);
        var gates = tensors.TakeLayers("w1", layers, inner, hidden);
        var downs = tensors.TakeLayers("w2", layers, hidden, inner);
        var ups = tensors.TakeLayers("w3", layers, inner, hidden);
        var finalNorm = new NormWeights(tensors.Take("rms_final_weight", null, hidden), null, Epsilon);
        tensors.Skip((long)config.MaxPositions * config.HeadSize); // freq_cis_real and freq_cis_imag
        var head = config.TiedEmbeddings ? embedding : tensors.TakeLinear("wcls", null, config.VocabularySize, hidden);
        var blocks = new DecoderBlockWeights[layers];
        for (var i = 0; i < layers; i++) blocks[i] = new DecoderBlockWeights(attentionNorms[i], queries[i], keys[i], values[i], outputs[i], mlpNorms[i], gates[i], ups[i], downs[i]);
        return new DecoderWeights(config, embedding, RotaryEmbedding.FromTheta(10000, config.HeadSize, interleaved: true), null, blocks, finalNorm, head);
    }

    private static DecoderConfig ParseHeader(ReadOnlySpan<byte> bytes, string file)
    {
        Span<int> fields = stackalloc int[Fields.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]);
            var size = i == 5 ? Math.Abs((long)fields[i]) : fields[i];
            if (size is < 1 or > LargestSize) throw new InvalidModelException(file, Fields[i], $"{fields[i]} is no size of a model", "give a version 0 checkpoint of llama2.c");
        }

        var (hidden, heads, keyValueHeads) = (fields[0], fields[3], fields[4]);
        if (hidden < NarrowestModel) throw new InvalidModelException(file, "dim", $"{hidden} is too narrow for a model", "give a version 0 checkpoint of llama2.c");
        if (hidden % heads != 0) throw new InvalidModelException(file, "n_heads", $"{heads} does not divide dim = {hidden}", "fetch the file again");
        if (heads % keyValueHeads != 0) throw new InvalidModelException(file, "n_kv_heads", $"{keyValueHeads} does not divide n_heads = {heads}", "fetch the file again");
        if (hidden / heads % 2 != 0) throw new InvalidModelException(file, "n_heads", $"heads of {hidden / heads} channels cannot be rotated in pairs", "fetch the file again");
        return new DecoderConfig("llama2.c")
        {
            HiddenSize = hidden, IntermediateSize = fields[1], Layers = fields[2], Heads = heads, KeyValueHeads = keyValueHeads, HeadSize = hidden / heads,
            VocabularySize = Math.Abs(fields[5]), MaxPositions = fields[6], TiedEmbeddings = fields[5] > 0,
        };
    }
}
