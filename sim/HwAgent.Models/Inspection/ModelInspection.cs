using HwAgent.Models.Tensors;

namespace HwAgent.Models.Inspection;

/// <summary>What a model on disk is, without its values being read.</summary>
/// <param name="Path">As given.</param>
/// <param name="Format">Form in which it comes.</param>
/// <param name="Architecture">Its own name for its kind: llama, qwen2, llava, ...; null when it does not say.</param>
/// <param name="Sizes">Widths and counts by name, as far as its configuration is understood.</param>
/// <param name="Parameters">Values of all its tensors.</param>
/// <param name="Bytes">Size of all its tensors.</param>
/// <param name="TensorTypes">Its tensors by element type, the largest share first.</param>
/// <param name="Tokenizer">Null when there is none, or none that can be read.</param>
/// <param name="Unsupported">What keeps it, or a part of it, from being used; empty when nothing does.</param>
/// <param name="Tensors">In the order of the file.</param>
public sealed record ModelInspection(
    string Path, ModelFormat Format, string? Architecture, IReadOnlyDictionary<string, long> Sizes, long Parameters, long Bytes,
    IReadOnlyList<TensorTypeShare> TensorTypes, TokenizerSummary? Tokenizer, IReadOnlyList<string> Unsupported, IReadOnlyList<TensorInfo> Tensors);
