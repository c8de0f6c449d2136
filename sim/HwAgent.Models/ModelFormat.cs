namespace HwAgent.Models;

/// <summary>The forms in which models come.</summary>
public enum ModelFormat
{
    /// <summary>A folder with <c>config.json</c> and safetensors.</summary>
    HuggingFace,

    /// <summary>A file of llama.cpp.</summary>
    Gguf,

    /// <summary>A version 0 checkpoint of llama2.c.</summary>
    LlamaC,

    /// <summary>A folder that <c>hwagent compress</c> wrote.</summary>
    Compressed,
}
