using System.Text;
using HwAgent.Core.Models;
using HwAgent.Core.Workloads;
using HwAgent.Models.Safetensors;
using HwAgent.Models.Tensors;

namespace HwAgent.Models.HuggingFace;

/// <summary>A model repository of Hugging Face on disk: <c>config.json</c>, safetensors, tokenizer files.</summary>
public static class HuggingFaceFolder
{
    public const string ConfigName = "config.json";

    private const int LongestConfig = 4 << 20;

    /// <summary>Reads a language model.</summary>
    /// <exception cref="InvalidModelException">Weights that are missing, malformed or do not fit the configuration.</exception>
    /// <exception cref="InvalidConfigException">The configuration is malformed, or describes no decoder.</exception>
    public static DecoderWeights ReadDecoder(string folder)
    {
        var file = Path.Combine(folder, ConfigName);
        var json = ReadConfig(file);
        if (HuggingFaceConfig.Parse(json, file) is not DecoderConfig config)
            throw new InvalidConfigException(file, "model_type", "describes no language model", "give a folder of llama, mistral, qwen2 or opt");
        var numerics = DecoderNumerics.Parse(json, file, config);
        using var source = SafetensorsFolder.Open(folder);
        return HuggingFaceDecoder.Read(source, config, numerics);
    }

    /// <summary>The text of a configuration file.</summary>
    /// <exception cref="InvalidModelException">Missing, unreadable, too long or no UTF-8.</exception>
    internal static string ReadConfig(string file)
    {
        using var bytes = new FileBytes(file);
        if (bytes.Length > LongestConfig) throw new InvalidModelException(file, "(document)", $"has {bytes.Length} bytes; {LongestConfig} are allowed", "fetch the file again");
        var text = new byte[bytes.Length];
        bytes.Read(0, text);
        try
        {
            // A byte order mark is no part of the text.
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(text.AsSpan().StartsWith("\uFEFF"u8) ? text.AsSpan(3) : text);
        }
        catch (ArgumentException)
        {
            throw new InvalidModelException(file, "(document)", "is not valid UTF-8", "fetch the file again");
        }
    }
}
