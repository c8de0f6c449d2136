using System.Runtime.InteropServices;
using HwAgent.Core.Models;
using HwAgent.Core.Workloads;

namespace HwAgent.Models.LlamaC;

/// <summary>The float32 tensors of a llama2.c checkpoint, one after another.</summary>
internal ref struct LlamaCTensors(ReadOnlySpan<byte> bytes, string file)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Refuses a file that is shorter or longer than its header says, before anything is allocated.</summary>
    public readonly void CheckSize(DecoderConfig config)
    {
        long hidden = config.HiddenSize, keyValue = config.KeyValueHeads * (long)config.HeadSize;
        var perLayer = (decimal)(2 * hidden) + 2 * (decimal)hidden * hidden + 2 * (decimal)keyValue * hidden + 3 * (decimal)config.IntermediateSize * hidden;
        var floats = (config.TiedEmbeddings ? 1 : 2) * (decimal)config.VocabularySize * hidden + config.Layers * perLayer + hidden + (decimal)config.MaxPositions * config.HeadSize;
        if (_rest.Length != 4 * floats)
            throw new InvalidModelException(file, "tensors", $"the header describes {4 * floats} bytes of tensors, the file has {_rest.Length}", "fetch the file again");
    }

    public float[] Take(int count)
    {
        var values = MemoryMarshal.Cast<byte, float>(_rest[..(4 * count)]).ToArray();
        _rest = _rest[(4 * count)..];
        return values;
    }

    public LinearWeights[] TakeLayers(int layers, int outputs, int inputs)
    {
        var result = new LinearWeights[layers];
        for (var i = 0; i < layers; i++) result[i] = new LinearWeights(outputs, inputs, Take(outputs * inputs));
        return result;
    }

    public NormWeights[] TakeNorms(int layers, int width, float epsilon)
    {
        var result = new NormWeights[layers];
        for (var i = 0; i < layers; i++) result[i] = new NormWeights(Take(width), null, epsilon);
        return result;
    }
}
