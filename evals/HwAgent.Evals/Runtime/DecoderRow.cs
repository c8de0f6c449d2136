namespace HwAgent.Evals.Runtime;

/// <summary>One model, one test.</summary>
/// <param name="Model">Shape and widths.</param>
/// <param name="Test">For example <c>decode 64</c>: tokens one by one from an empty cache; <c>prefill 128</c>: tokens in one call.</param>
/// <param name="Threads">Threads of the runtime.</param>
/// <param name="TokensPerSecond">Median of the rounds.</param>
/// <param name="BestTokensPerSecond">Best of the rounds.</param>
/// <param name="LimitTokensPerSecond">What the memory bandwidth measured in the same rounds allows (its median); null where memory is not the limit.</param>
/// <param name="ShareOfLimit">Median over the rounds of the round's speed over the round's limit; null likewise.</param>
/// <param name="AllocatedBytesPerToken">Managed memory, all threads.</param>
public sealed record DecoderRow(
    string Model, string Test, int Threads, double TokensPerSecond, double BestTokensPerSecond, double? LimitTokensPerSecond, double? ShareOfLimit, double AllocatedBytesPerToken);
