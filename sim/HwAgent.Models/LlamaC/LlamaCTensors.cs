using System.Runtime.InteropServices;
using HwAgent.Core.Models;
using HwAgent.Core.Workloads;
using HwAgent.Models.Tensors;

namespace HwAgent.Models.LlamaC;

/// <summary>The float32 tensors of a llama2.c checkpoint, one after another.</summary>
internal sealed class LlamaCTensors(IByteSource file, long start)
{
    /// <summary>Values read at a time.</summary>
    private const int Step = 1 << 20;

    private long _offset = start;

    /// <summary>Refuses a file that is shorter or longer than its header says, before anything is allocated.</summary>
    public void CheckSize(DecoderConfig config)
    {
        // Sizes are at most 2^24 each, so that nothing here exceeds 2^100.
        Int128 hidden = config.HiddenSize, keyValue = (Int128)config.KeyValueHeads * config.HeadSize, inner = config.IntermediateSize;
        var perLayer = 2 * hidden + 2 * hidden * hidden + 2 * keyValue * hidden + 3 * inner * hidden;
        var floats = (config.TiedEmbeddings ? 1 : 2) * config.VocabularySize * hidden + config.Layers * perLayer + hidden + (Int128)config.MaxPositions * config.HeadSize;
        if (file.Length - _offset != 4 * floats)
            throw new InvalidModelException(file.Name, "tensors", $"the header describes {4 * floats} bytes of tensors, the file has {file.Length - _offset}", "fetch the file again");
    }

    /// <summary>The tensors of a checkpoint under the names of run.c, the rotation tables left out.</summary>
    public static IReadOnlyList<TensorInfo> List(DecoderConfig config)
    {
        long hidden = config.HiddenSize, keyValue = (long)config.KeyValueHeads * config.HeadSize, inner = config.IntermediateSize, layers = config.Layers, vocabulary = config.VocabularySize;
        var tensors = new List<TensorInfo>();
        long offset = 0;
        Add("token_embedding_table", vocabulary, hidden);
        Add("rms_att_weight", layers, hidden);
        Add("wq", layers, hidden, hidden);
        Add("wk", layers, keyValue, hidden);
        Add("wv", layers, keyValue, hidden);
        Add("wo", layers, hidden, hidden);
        Add("rms_ffn_weight", layers, hidden);
        Add("w1", layers, inner, hidden);
        Add("w2", layers, hidden, inner);
        Add("w3", layers, inner, hidden);
        Add("rms_final_weight", hidden);
        offset += 4L * config.MaxPositions * config.HeadSize;
        if (!config.TiedEmbeddings) Add("wcls", vocabulary, hidden);
        return tensors;

        void Add(string name, params long[] shape)
        {
            tensors.Add(new TensorInfo(name, "F32", shape, offset, 4 * shape.Aggregate((x, y) => x * y)));
            offset += tensors[^1].Bytes;
        }
    }

    /// <summary>The next tensor.</summary>
    /// <param name="name">As in run.c, for messages.</param>
    /// <param name="layer">Which layer's, for messages; null for a tensor that is there once.</param>
    /// <param name="rows">Times <paramref name="columns"/> values.</param>
    /// <param name="columns">1 for a vector.</param>
    /// <exception cref="InvalidModelException">More values than an array holds, or one that is no finite number.</exception>
    public float[] Take(string name, int? layer, int rows, int columns = 1)
    {
        var count = (long)rows * columns;
        if (count > Array.MaxLength) throw new InvalidModelException(file.Name, name, $"has {count} values, more than one array holds", $"give a model whose tensors have at most {Array.MaxLength} values");
        var values = new float[count];
        for (var i = 0; i < values.Length; i += Step) file.Read(_offset + 4L * i, MemoryMarshal.AsBytes(values.AsSpan(i, Math.Min(Step, values.Length - i))));
        _offset += 4 * count;
        if (TensorValues.FindNotFinite(values) is { } index) throw TensorValues.NotFinite(file.Name, layer is null ? name : $"{name}[{layer}]", values, index);
        return values;
    }

    public LinearWeights TakeLinear(string name, int? layer, int outputs, int inputs) => new(outputs, inputs, Take(name, layer, outputs, inputs));

    /// <summary>The same tensor for every layer.</summary>
    public LinearWeights[] TakeLayers(string name, int layers, int outputs, int inputs)
    {
        var result = new LinearWeights[layers];
        for (var i = 0; i < layers; i++) result[i] = TakeLinear(name, i, outputs, inputs);
        return result;
    }

    public NormWeights[] TakeNorms(string name, int layers, int width, float epsilon)
    {
        var result = new NormWeights[layers];
        for (var i = 0; i < layers; i++) result[i] = new NormWeights(Take(name, i, width), null, epsilon);
        return result;
    }

    public void Skip(long floats) => _offset += 4 * floats;
}
