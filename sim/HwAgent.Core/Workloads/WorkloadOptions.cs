namespace HwAgent.Core.Workloads;

/// <summary>What one pass of a model works on. Null takes the model's default, which the parameter states.</summary>
/// <param name="Batch">Prompts or images side by side.</param>
/// <param name="SequenceLength">Text tokens of one prompt in prefill and encode (image tokens of a vision-language model come on top); default 512 for decoders, 128 for text encoders, 64 for vision-language models, never more than a learned position table has.</param>
/// <param name="ContextLength">Keys that each query sees: in decode the filled cache, the new token included (default 2048, or the model's limit); in prefill the prompt plus what was cached before it (default: the prompt).</param>
/// <param name="ImageResolution">Pixels a side; default: what the model was trained at.</param>
/// <param name="PatchStride">Pixels between the corners of neighbouring patches; default: the patch size. Smaller makes patches overlap.</param>
/// <param name="Phase">One of <see cref="Phases"/>; default: the first of <see cref="TransformerConfig.SupportedPhases"/>.</param>
/// <param name="MergedPerBlock">Patches that each block of an image encoder merges into similar ones between attention and MLP (token merging; Bolya et al., arXiv 2210.09461), at most half of what is left; default 0.</param>
/// <param name="Attention">Whether a prefill counts what its causal mask hides.</param>
public sealed record WorkloadOptions(
    int Batch = 1,
    int? SequenceLength = null,
    int? ContextLength = null,
    int? ImageResolution = null,
    int? PatchStride = null,
    string? Phase = null,
    int MergedPerBlock = 0,
    AttentionMask Attention = AttentionMask.Full);
