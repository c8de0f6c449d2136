namespace HwAgent.Core.Decoding;

/// <summary>How the next token is drawn from logits. Temperature comes first, then top-k, then top-p over what top-k left.</summary>
/// <param name="Temperature">Logits are divided by it; 0 takes the largest (of equal ones the lowest id).</param>
/// <param name="TopK">Only the k most probable tokens (of equal ones the lowest ids); 0: all.</param>
/// <param name="TopP">Only the fewest most probable tokens whose probabilities come to this (Holtzman et al., arXiv 1904.09751); 1: all.</param>
public sealed record SamplingOptions(double Temperature = 0, int TopK = 0, double TopP = 1)
{
    /// <summary>Nothing is drawn: the most probable token is taken.</summary>
    public bool IsGreedy => Temperature == 0 || TopK == 1;

    /// <summary>What is wrong with the options, or null.</summary>
    public string? Problem() =>
        !(Temperature is >= 0 and <= 100) ? $"The temperature is {Temperature}; it is 0 to 100."
        : TopK < 0 ? $"Top-k is {TopK}; it is at least 0."
        : !(TopP is > 0 and <= 1) ? $"Top-p is {TopP}; it is above 0 and at most 1."
        : null;
}
