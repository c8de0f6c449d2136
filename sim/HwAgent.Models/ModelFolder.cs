using HwAgent.Core.Models;
using HwAgent.Core.Workloads;
using HwAgent.Models.Compressed;
using HwAgent.Models.Gguf;
using HwAgent.Models.HuggingFace;
using HwAgent.Models.LlamaC;
using HwAgent.Models.Tensors;

namespace HwAgent.Models;

/// <summary>A language model from whatever form it comes in.</summary>
public static class ModelFolder
{
    /// <summary>Reads a language model.</summary>
    /// <param name="path">A folder of Hugging Face or of <c>hwagent compress</c> (its weights as float32), a <c>.gguf</c> file or a checkpoint of llama2.c.</param>
    /// <exception cref="InvalidModelException">Not a model, malformed, or with tensors that are missing, unexpected or unreadable.</exception>
    /// <exception cref="InvalidConfigException">Its configuration is malformed or describes a model that is not supported.</exception>
    public static DecoderWeights Load(string path) => Detect(path) switch
    {
        ModelFormat.HuggingFace => HuggingFaceFolder.ReadDecoder(path),
        ModelFormat.Gguf => GgufDecoder.Read(path),
        ModelFormat.Compressed => CompressedFolder.Read(path).Weights.ToFloat(),
        _ => LlamaCCheckpoint.Read(path),
    };

    /// <summary>Tells the form of a model by what is there: a folder's files, a file's first bytes.</summary>
    /// <exception cref="InvalidModelException">Nothing there, or nothing known.</exception>
    public static ModelFormat Detect(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
        {
            if (File.Exists(Path.Combine(path, HuggingFaceFolder.ConfigName))) return ModelFormat.HuggingFace;
            if (CompressedFolder.IsOne(path)) return ModelFormat.Compressed;
            throw new InvalidModelException(path, HuggingFaceFolder.ConfigName, "there is none in this folder", "name a model folder of Hugging Face, a .gguf file, or a .bin checkpoint of llama2.c");
        }

        using var file = new FileBytes(path);
        Span<byte> start = stackalloc byte[4];
        if (file.Length >= start.Length) file.Read(0, start);
        if (start.SequenceEqual("GGUF"u8)) return ModelFormat.Gguf;
        if (Path.GetExtension(path) is ".safetensors" or ".json")
            throw new InvalidModelException(path, "file", "weights need their configuration", $"name the folder that holds it and {HuggingFaceFolder.ConfigName}");
        if (Path.GetExtension(path) is ".gguf") throw new InvalidModelException(path, "magic", "does not begin with GGUF", "fetch the file again");
        return ModelFormat.LlamaC;
    }
}
