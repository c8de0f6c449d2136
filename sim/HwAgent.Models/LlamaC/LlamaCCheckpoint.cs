using System.Buffers.Binary;
using HwAgent.Core.Models;
using HwAgent.Core.Workloads;

namespace HwAgent.Models.LlamaC;

/// <summary>
/// Checkpoints of karpathy/llama2.c, version 0: seven int32 (dim, hidden_dim, n_layers, n_heads, n_kv_heads, vocab_size, seq_len;
/// a negative vocabulary means an untied head), then float32 tensors, each for all layers, and the rotation tables, which are recomputed here.
/// </summary>
public static class LlamaCCheckpoint
{
    private const int HeaderBytes = 7 * 4;
    private const float Epsilon = 1e-5f;

    /// <param name="bytes">The whole file.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="InvalidModelException">The header is implausible or the size does not fit it.</exception>
    public static DecoderWeights Parse(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.Length < HeaderBytes) throw new InvalidModelException(file, "header", $"the file has {bytes.Length} bytes, less than a header", "fetch the file again");
        var config = ParseHeader(bytes, file);
        var reader = new LlamaCTensors(bytes[HeaderBytes..], file);
        reader.CheckSize(config);

        int hidden = config.HiddenSize, keyValue = config.KeyValueHeads * config.HeadSize, inner = config.IntermediateSize, layers = config.Layers;
        var embedding = new LinearWeights(config.VocabularySize, hidden, reader.Take(config.VocabularySize * hidden));
        var attentionNorms = reader.TakeNorms(layers, hidden, Epsilon);
        var queries = reader.TakeLayers(layers, hidden, hidden);
        var keys = reader.TakeLayers(layers, keyValue, hidden);
        var values = reader.TakeLayers(layers, keyValue, hidden);
        var outputs = reader.TakeLayers(layers, hidden, hidden);
        var mlpNorms = reader.TakeNorms(layers, hidden, Epsilon);
        var gates = reader.TakeLayers(layers, inner, hidden);
        var downs = reader.TakeLayers(layers, hidden, inner);
        var ups = reader.TakeLayers(layers, inner, hidden);
        var finalNorm = new NormWeights(reader.Take(hidden), null, Epsilon);
        reader.Take(config.MaxPositions * config.HeadSize);
        var head = config.TiedEmbeddings ? embedding : new LinearWeights(config.VocabularySize, hidden, reader.Take(config.VocabularySize * hidden));
        DecoderBlockWeights[] blocks =
        [
            .. Enumerable.Range(0, layers).Select(i => new DecoderBlockWeights(
                attentionNorms[i], queries[i], keys[i], values[i], outputs[i], mlpNorms[i], gates[i], ups[i], downs[i])),
        ];
        return new DecoderWeights(config, embedding, RotaryEmbedding.FromTheta(10000, config.HeadSize, interleaved: true), null, blocks, finalNorm, head);
    }

    private static DecoderConfig ParseHeader(ReadOnlySpan<byte> bytes, string file)
    {
        Span<int> fields = stackalloc int[7];
        string[] names = ["dim", "hidden_dim", "n_layers", "n_heads", "n_kv_heads", "vocab_size", "seq_len"];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]);
            var size = i == 5 ? Math.Abs((long)fields[i]) : fields[i];
            if (size is < 1 or > 1 << 24) throw new InvalidModelException(file, names[i], $"{fields[i]} is no size of a model", "give a version 0 checkpoint of llama2.c");
        }

        var (hidden, heads, keyValueHeads) = (fields[0], fields[3], fields[4]);
        if (hidden % heads != 0) throw new InvalidModelException(file, "n_heads", $"{heads} does not divide dim = {hidden}", "fetch the file again");
        if (heads % keyValueHeads != 0) throw new InvalidModelException(file, "n_kv_heads", $"{keyValueHeads} does not divide n_heads = {heads}", "fetch the file again");
        return new DecoderConfig("llama2.c")
        {
            HiddenSize = hidden, IntermediateSize = fields[1], Layers = fields[2], Heads = heads, KeyValueHeads = keyValueHeads, HeadSize = hidden / heads,
            VocabularySize = Math.Abs(fields[5]), MaxPositions = fields[6], TiedEmbeddings = fields[5] > 0,
        };
    }
}
